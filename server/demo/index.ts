export { makeDemoApart } from './apart.ts'
export { openEntrance } from './entrance.ts'
export { removeDemo } from './remove.ts'
