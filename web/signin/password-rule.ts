/** Characters a password has at least; the server refuses shorter ones with the same figure. */
export const leastPasswordLength = 10
