export { default } from './fr/panel.json'
