// How the page looks, by day and by night.
#include "serve/page.h"

namespace nmt::translation_page {

const std::string_view kStyle = R"css(
:root {
  color-scheme: light dark;
  --paper: #fbfaf8; --panel: #ffffff; --ink: #22262b; --faint: #6a727c; --line: #d9dadd;
  --accent: #1f5fa8; --on-accent: #ffffff; --mark: #ffe08a; --cell: 31, 95, 168; --wrong: #b3261e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #16191d; --panel: #1e2227; --ink: #e4e6e9; --faint: #98a1ab; --line: #363c44;
    --accent: #7fb4f0; --on-accent: #10151b; --mark: #6b5410; --cell: 127, 180, 240;
    --wrong: #ff9d94;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, "Noto Sans", "DejaVu Sans", sans-serif;
}
header, main { max-width: 68rem; margin: 0 auto; padding: 0 1.25rem; }
header { display: flex; align-items: baseline; gap: .75rem; padding-top: 1.25rem; }
h1 { font-size: 1.35rem; margin: 0; letter-spacing: .02em; }
h2 { font-size: 1rem; margin: 0 0 .5rem; }
#model, #status, .score, .note, .label, label { color: var(--faint); font-size: .875rem; }
form { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem 1rem; margin: 1rem 0 1.5rem; }
.field { display: flex; flex-direction: column; gap: .25rem; min-width: 0; }
.above { display: flex; justify-content: space-between; align-items: baseline; }
.quiet { padding: 0 .6rem; font-size: .875rem; background: none; color: var(--accent); border-color: var(--line); }
summary { color: var(--faint); font-size: .875rem; cursor: pointer; }
textarea, #target {
  width: 100%; min-height: 9rem; padding: .65rem .8rem; font: inherit; color: inherit;
  background: var(--panel); border: 1px solid var(--line); border-radius: .5rem;
}
textarea { resize: vertical; }
#target { white-space: pre-wrap; overflow-wrap: anywhere; flex: 1; }
textarea:focus-visible, button:focus-visible, select:focus-visible, input:focus-visible, .candidate:focus-visible {
  outline: 2px solid var(--accent); outline-offset: 1px;
}
.controls { grid-column: 1 / -1; display: flex; align-items: center; gap: 1.25rem; flex-wrap: wrap; }
button, select { font: inherit; border-radius: .5rem; border: 1px solid var(--line); }
button {
  padding: .4rem 1.2rem; background: var(--accent); color: var(--on-accent); border-color: transparent;
  cursor: pointer;
}
button:disabled { opacity: .6; cursor: default; }
select { padding: .3rem .4rem; background: var(--panel); color: inherit; margin-left: .3rem; }
#status.wrong, #characters.wrong { color: var(--wrong); }
[hidden] { display: none !important; }
#languages { grid-column: 1 / -1; display: flex; align-items: center; gap: .75rem; }
#languages select { margin: 0; flex: 1; min-width: 0; }
#warnings { grid-column: 1 / -1; margin: 0; padding-left: 1.25rem; color: var(--wrong); font-size: .875rem; }
#warnings:empty { display: none; }
input { font: inherit; color: inherit; max-width: 16rem; margin-left: .3rem; }
input[type="password"] {
  background: var(--panel); border: 1px solid var(--line); border-radius: .5rem; padding: .25rem .5rem;
}
a { color: var(--accent); }
.sentence {
  background: var(--panel); border: 1px solid var(--line); border-radius: .5rem;
  padding: 1rem; margin-bottom: 1rem;
}
.words { font-size: 1.08rem; line-height: 1.9; overflow-wrap: anywhere; }
.word { border-radius: .25rem; padding: .1rem .15rem; cursor: default; }
.word.lit { background: var(--mark); }
.pair { margin: .25rem 0; }
.candidates { list-style: none; margin: .75rem 0; padding: 0; }
.candidate {
  display: flex; gap: .75rem; align-items: baseline; padding: .2rem .5rem; border-radius: .35rem;
  cursor: pointer; border: 1px solid transparent;
}
.candidate:hover { border-color: var(--line); }
.candidate[aria-selected="true"] { border-color: var(--accent); }
.candidate .text { flex: 1; min-width: 0; overflow-wrap: anywhere; }
.score { font-variant-numeric: tabular-nums; white-space: nowrap; }
.map { overflow-x: auto; padding-bottom: .25rem; }
.map table { border-collapse: separate; border-spacing: 1px; font-size: .8125rem; }
.map th { font-weight: 400; color: var(--faint); white-space: nowrap; }
.map th.key { height: 7rem; vertical-align: bottom; padding: 0; width: 1.5rem; min-width: 1.5rem; }
.map th.key span {
  writing-mode: vertical-rl; transform: rotate(180deg); display: inline-block; max-height: 7rem;
  overflow: hidden; padding-top: .2rem;
}
.map th.query { text-align: right; padding-right: .4rem; }
.map td { width: 1.5rem; min-width: 1.5rem; height: 1.5rem; border-radius: 2px; }
.map td.lit, .map th.lit { outline: 2px solid var(--accent); outline-offset: -1px; }
.map th.lit { color: var(--ink); outline: none; }
.note { min-height: 1.4rem; margin: .35rem 0 0; }
@media (max-width: 44rem) { form { grid-template-columns: 1fr; } textarea, #target { min-height: 6rem; } }
)css";

}  // namespace nmt::translation_page
