/** The style of every page that a customer reaches: the interface's tokens, system fonts, nothing fetched. */
export const baseStyle = `
:root{color-scheme:light dark;--canvas:#F4F6F8;--surface:#FFFFFF;--text:#17212B;--muted:#4E5B68;--line:#D5DCE3;
--control:#7C8894;--selected:#DCEBF1;--brand:#0B5C73;--brand-hover:#084A5D;--on-brand:#FFFFFF;--link:#0A5A8A;--focus:#0A5A8A;
--late:#A32018;--late-tint:#FCEBE9;--done:#0B6B4F;--done-tint:#E3F4EE;--bubble-in:#FFFFFF;--bubble-out:#E1EFF4}
@media (prefers-color-scheme:dark){:root{--canvas:#10151A;--surface:#151B21;--text:#E8EDF2;--muted:#B0BBC6;--line:#2C3843;
--control:#74828F;--selected:#17384A;--brand:#5FB8CF;--brand-hover:#82CBDE;--on-brand:#06222B;--link:#7CC0F0;--focus:#8CCBF5;
--late:#FF9C92;--late-tint:#3A1B19;--done:#66CFAE;--done-tint:#12312A;--bubble-in:#1D252D;--bubble-out:#14313D}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--canvas);color:var(--text);
font:16px/24px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",Arial,sans-serif;overflow-wrap:break-word}
main{max-width:560px;margin:48px auto 16px;padding:32px;background:var(--surface);border:1px solid var(--line);border-radius:12px}
footer{max-width:560px;margin:0 auto 48px;padding:0 32px;font-size:14px}
footer a,.leave a{display:inline-block;padding:10px 0}
footer a{margin-right:24px}
.who{display:flex;align-items:center;gap:12px;margin:0 0 8px;color:var(--muted);font-weight:550}
.who img{max-width:160px;max-height:48px}
h1{margin:0;font-size:24px;line-height:32px;font-weight:650}
h2{margin:32px 0 8px;font-size:20px;line-height:28px;font-weight:650}
h3{margin:0 0 4px;font-size:16px;line-height:24px;font-weight:650}
main>h1{margin-bottom:16px}
p{margin:0 0 16px}
a{color:var(--link);text-underline-offset:3px}
form{margin:0}
fieldset{margin:0 0 24px;padding:0;border:0;min-width:0}
legend{padding:0;margin-bottom:16px}
.muted,.hint,.leave{color:var(--muted)}
input[type=radio],input[type=checkbox]{width:24px;height:24px;margin:0;accent-color:var(--brand);flex:none}
.field label,.field legend{display:block;font-weight:550}
.hint{display:block;margin-bottom:8px;font-size:14px;line-height:20px}
.error{display:block;color:var(--late);font-weight:550}
.problem{margin:0 0 24px;padding:16px;border-left:4px solid var(--late);border-radius:4px;background:var(--late-tint)}
.problem p{margin:0}
.problem a{color:var(--late)}
.done{margin:0 0 24px;padding:16px;border-left:4px solid var(--done);border-radius:4px;background:var(--done-tint)}
.done p{margin:0}
textarea,input[type=text],input[type=email],input[type=tel],input[type=date],input[type=file],select{display:block;width:100%;
min-height:44px;padding:10px 12px;border:1px solid var(--control);border-radius:4px;background:var(--surface);color:var(--text);font:inherit}
textarea{min-height:112px;padding:12px;resize:vertical}
button{display:block;width:100%;min-height:48px;padding:12px 24px;border:1px solid var(--brand);border-radius:4px;
background:var(--brand);color:var(--on-brand);font:inherit;font-weight:650;cursor:pointer}
button:hover{background:var(--brand-hover);border-color:var(--brand-hover)}
button.quiet{background:transparent;color:var(--link);border-color:var(--control)}
blockquote{margin:0 0 16px;padding:12px 16px;border-left:4px solid var(--line);white-space:pre-wrap}
.leave{margin:24px 0 0;font-size:14px;line-height:20px}
a:focus-visible,button:focus-visible,textarea:focus-visible,input:focus-visible,select:focus-visible,summary:focus-visible,
.problem:focus-visible,.done:focus-visible{outline:2px solid var(--focus);outline-offset:2px;border-radius:4px}
.spoken{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media (max-width:600px){main{margin:0;padding:24px 16px;border-width:0 0 1px;border-radius:0}footer{margin-bottom:24px;padding:8px 16px}}
`
