/** The shop's own look, not the desk's: the widget stands on pages that know nothing of us. */
export const shopStyle = `
*{box-sizing:border-box}
body{margin:0;color:#2b2a26;background:#fffdf9;font:17px/26px Georgia,"Times New Roman",serif}
a{color:#5b3a72}
.band{margin:0;padding:8px 16px;background:#e6f0fc;color:#17509a;font:14px/20px system-ui,sans-serif;text-align:center}
.band a{color:inherit}
header{display:flex;justify-content:space-between;align-items:center;padding:16px 24px;border-bottom:1px solid #e6dfd2}
.name{margin:0;font-size:24px}
main{max-width:1080px;margin:0 auto;padding:32px 24px 96px}
h1{margin:0 0 8px;font-size:36px;line-height:44px;font-weight:400}
.lead{margin:0 0 32px;font-size:19px;max-width:60ch}
.bouquets{display:grid;grid-template-columns:repeat(auto-fill,minmax(280px,1fr));gap:24px;margin:0;padding:0;list-style:none}
.bouquets svg{display:block;width:100%;border-radius:8px}
h2{margin:12px 0 0;font-size:20px;font-weight:400}
.bouquets p{margin:0;color:#5d584d}
.agree{margin:40px 0 0;padding:16px 20px;border:1px solid #b9ae99;border-radius:8px;background:#fff}
.agree p{margin:0 0 8px}
button{min-height:44px;padding:8px 16px;border:1px solid #5b3a72;border-radius:4px;background:#fff;color:#5b3a72;font:inherit;cursor:pointer}
:focus-visible{outline:2px solid #5b3a72;outline-offset:2px}
footer{padding:24px;border-top:1px solid #e6dfd2;color:#5d584d;text-align:center}
`
