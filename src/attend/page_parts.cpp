#include "attend/page_parts.h"

namespace nmt::attention_page {

const std::string_view kStyle = R"(
:root{color-scheme:light dark;--ink:#1f2328;--faint:#59636e;--line:#d8dee4;
--paper:#ffffff;--mark:#0969da}
@media (prefers-color-scheme:dark){
:root{--ink:#e6edf3;--faint:#9198a1;--line:#32383f;
--paper:#0d1117;--mark:#58a6ff}}
body{margin:0 auto;padding:24px;max-width:1500px;background:var(--paper);color:var(--ink);
font:15px/1.5 system-ui,'Noto Sans','Segoe UI','Noto Sans Arabic','Noto Sans Hebrew','PingFang SC',
'Hiragino Sans','Microsoft YaHei','Noto Sans CJK SC',sans-serif}
h1{font-size:22px;margin:0 0 12px}
h2{font-size:18px;margin:0}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px;margin:0 0 16px}
dt,.which,th{color:var(--faint)}
dd{margin:0;width:fit-content}
section{border-top:1px solid var(--line);padding:20px 0}
.which{margin:0 0 8px}
.sides{display:flex;flex-wrap:wrap;gap:16px 40px;align-items:flex-start}
.large{overflow:auto;max-width:100%;border-radius:4px}
.large svg{display:block}
.large .cursor{fill:none;stroke:#ffffff;stroke-width:2;paint-order:stroke}
.large .near{font-weight:700;fill:var(--mark)}
.scroll{overflow:auto;max-width:100%}
table{border-collapse:collapse;font-size:12px}
th{font-weight:400;padding:2px 6px;white-space:nowrap}
th[scope=row]{text-align:right}
td{padding:2px}
.small{display:block;padding:2px;border:2px solid transparent;border-radius:4px}
.small svg{display:block}
.small:hover{border-color:var(--line)}
.small[aria-current=true]{border-color:var(--mark)}
:focus-visible{outline:2px solid var(--mark);outline-offset:2px}
html:not(.scripted) .small:target svg{width:min(80vw,420px);height:auto}
#told{position:fixed;left:0;top:0;max-width:90vw;padding:3px 8px;border-radius:4px;
pointer-events:none;background:var(--ink);color:var(--paper);
white-space:nowrap;font-variant-numeric:tabular-nums}
#told:empty{display:none}
@media print{.small[aria-current=true]{border-color:transparent}}
)";

const std::string_view kScript = R"(
'use strict';
document.documentElement.classList.add('scripted');
const told = document.getElementById('told');
const bdi = text => { const e = document.createElement('bdi'); e.textContent = text; return e; };
const token = label => label.dataset.token ?? label.textContent;

for (const section of document.querySelectorAll('section')) {
  const large = section.querySelector('.large'), svg = large.querySelector('svg');
  const { left, top, cell, mirrored } = svg.dataset;
  const queries = [...svg.querySelectorAll('.query')], keys = [...svg.querySelectorAll('.key')];
  const smalls = [...section.querySelectorAll('.small')];
  const cursor = document.createElementNS(svg.namespaceURI, 'rect');
  let weights = [], at = null;

  const hide = () => {
    told.replaceChildren();
    cursor.remove();
    svg.querySelectorAll('.near').forEach(label => label.classList.remove('near'));
  };
  const tell = (row, key) => {
    hide();
    at = [row, key];
    const column = mirrored ? keys.length - 1 - key : key;
    cursor.setAttribute('class', 'cursor');
    cursor.setAttribute('x', +left + column * cell);
    cursor.setAttribute('y', +top + row * cell);
    cursor.setAttribute('width', cell);
    cursor.setAttribute('height', cell);
    svg.append(cursor);
    queries[row].classList.add('near');
    keys[key].classList.add('near');
    const weight = weights[row * keys.length + key];
    const pair = [bdi(token(queries[row])), ' \u2192 ', bdi(token(keys[key]))];
    told.append(...pair, ': ' + (weight === '-' ? 'not seen' : ((weight || 0) / 1000).toFixed(3)));
    const box = cursor.getBoundingClientRect();
    const x = Math.min(box.right + 10, innerWidth - told.offsetWidth - 4);
    const y = box.top > told.offsetHeight + 10 ? box.top - told.offsetHeight - 6 : box.bottom + 6;
    told.style.transform = `translate(${Math.max(4, x)}px, ${y}px)`;
  };
  const enlarge = small => {
    hide();
    weights = small.dataset.weights.split(',');
    svg.querySelector(':scope > .cells').innerHTML = small.querySelector('.cells').innerHTML;
    section.querySelector('.head').textContent = small.getAttribute('aria-label');
    smalls.forEach(other => other.setAttribute('aria-current', other === small));
  };

  svg.querySelectorAll('rect title, g > title').forEach(title => title.remove());
  for (const small of smalls) {
    small.addEventListener('click', event => {
      event.preventDefault();
      enlarge(small);
      large.scrollIntoView({ block: 'nearest' });
    });
  }
  svg.addEventListener('pointermove', event => {
    const to_picture = svg.getScreenCTM().inverse();
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(to_picture);
    const row = Math.floor((point.y - top) / cell), column = Math.floor((point.x - left) / cell);
    if (row < 0 || row >= queries.length || column < 0 || column >= keys.length) return hide();
    tell(row, mirrored ? keys.length - 1 - column : column);
  });
  svg.addEventListener('pointerleave', hide);
  large.addEventListener('blur', hide);
  large.addEventListener('keydown', event => {
    const right = mirrored ? -1 : 1;
    const steps = {
      ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -right], ArrowRight: [0, right],
    };
    const step = steps[event.key];
    if (event.key === 'Escape') hide();
    if (!step || !queries.length || !keys.length) return;
    event.preventDefault();
    const inside = (value, size) => Math.max(0, Math.min(size - 1, value));
    const [row, key] = at ?? [-step[0], -step[1]];
    tell(inside(row + step[0], queries.length), inside(key + step[1], keys.length));
    cursor.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    tell(...at);
  });

  const first = smalls.find(small => small.getAttribute('aria-current') === 'true');
  const asked = smalls.find(small => '#' + small.id === location.hash);
  enlarge(asked ?? first);
}
)";

}  // namespace nmt::attention_page
