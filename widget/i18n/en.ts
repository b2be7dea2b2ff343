export { default } from './en/panel.json'
