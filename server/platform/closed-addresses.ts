/** The platform of the Union for disputes online closed on 20 July 2025: sending customers there misleads them (CMP-4). */
const closed = /(?:ec\.europa\.eu\/(?:consumers\/)?odr|webgate\.ec\.europa\.eu\/odr)/i

/** True for words that send customers to a place that is closed for good. */
export const sendsToClosedPlace = (text: string): boolean => closed.test(text)
