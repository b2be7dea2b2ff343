/** What the question of a survey adds to the style of every page: its scale. */
export const scaleStyle = `
.scale{display:grid;grid-template-columns:repeat(5,minmax(44px,1fr));gap:8px}
.scale label{position:relative;display:flex;flex-direction:column;align-items:center;gap:4px;min-height:64px;padding:10px 4px 8px;
border:1px solid var(--control);border-radius:8px;font-size:20px;line-height:28px;font-weight:550;cursor:pointer;
font-variant-numeric:tabular-nums;transition:background-color 80ms}
.scale label:hover{border-color:var(--brand)}
.scale label:has(:checked){background:var(--selected);border-color:var(--brand);box-shadow:inset 0 0 0 1px var(--brand)}
.scale label:focus-within{outline:2px solid var(--focus);outline-offset:2px}
.scale input:focus{outline:none}
.ends{display:flex;justify-content:space-between;gap:16px;margin:8px 0 0;color:var(--muted);font-size:14px;line-height:20px}
.ends span:last-child{text-align:right}
@media (forced-colors:active){.scale label:has(:checked){outline:3px solid Highlight}}
@media (prefers-reduced-motion:reduce){.scale label{transition:none}}
`
