export { makeDemoApart } from './apart.ts'
export { openEntrance } from './entrance.ts'
export { removeDemo } from './remove.ts'
export { shopRoutes } from './shop/routes.ts'
