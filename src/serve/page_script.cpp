// What the page does: asks /translate, and shows what comes back.
#include "serve/page.h"

namespace nmt {

const std::string_view kPageScript = R"js(
'use strict';
const byId = (id) => document.getElementById(id);
const make = (tag, name, text) => {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text !== undefined) element.textContent = text;
  return element;
};

// SentencePiece marks the beginning of a word; tokens that mark nothing are words themselves.
const kBeginning = '\u2581';
const readable = (token) => token.replaceAll(kBeginning, '') || '\u00b7';
function wordsOf(tokens) {
  const pieces = tokens.some((token) => token.startsWith(kBeginning));
  const words = [];
  tokens.forEach((token, position) => {
    const ending = token === '</s>';
    if (words.length === 0 || !pieces || token.startsWith(kBeginning) || ending)
      words.push({text: '', positions: [], ending});
    const word = words[words.length - 1];
    word.text += token.replaceAll(kBeginning, '');
    word.positions.push(position);
  });
  return words.filter((word) => !word.ending);
}

// A line of words; `enter` hears which token positions the pointer is on.
function wordLine(tokens, enter) {
  const line = make('div', 'words pair');
  line.dir = 'auto';
  const spans = wordsOf(tokens).map((word, i) => {
    const span = make('span', 'word', word.text);
    span.addEventListener('pointerenter', () => enter(word.positions));
    span.addEventListener('pointerleave', () => enter([]));
    if (i > 0) line.append(' ');
    line.append(span);
    return {span, positions: word.positions};
  });
  const light = (positions) => {
    for (const {span, positions: own} of spans)
      span.classList.toggle('lit', own.some((position) => positions.includes(position)));
  };
  return {line, light};
}

// Both sides; the words that belong together light up together.
function alignedPair(source, candidate) {
  const pairs = candidate.alignment;
  const box = make('div');
  const show = (sources, targets) => {
    above.light(sources);
    below.light(targets);
  };
  const from = (positions) =>
    pairs.filter((pair) => positions.includes(pair.source)).map((pair) => pair.target);
  const to = (positions) =>
    pairs.filter((pair) => positions.includes(pair.target)).map((pair) => pair.source);
  const above = wordLine(source, (positions) => show(positions, from(positions)));
  const below = wordLine(candidate.target_tokens, (positions) => show(to(positions), positions));
  box.append(above.line, below.line);
  return box;
}

// Rows are queries (target), columns are keys (source).
function attentionMap(source, candidate) {
  const box = make('div', 'map');
  const table = make('table');
  const note = make('p', 'note', 'Each row shows where the model looked to write that token.');
  const head = make('tr');
  head.append(make('th'));
  const keys = source.map((token) => {
    const cell = make('th', 'key');
    cell.append(make('span', '', readable(token)));
    head.append(cell);
    return cell;
  });
  table.append(head);
  let lit = [];
  const light = (cells) => {
    for (const cell of lit) cell.classList.remove('lit');
    lit = cells;
    for (const cell of lit) cell.classList.add('lit');
  };
  candidate.attention.forEach((weights, t) => {
    const row = make('tr');
    const query = make('th', 'query', readable(candidate.target_tokens[t]));
    row.append(query);
    weights.forEach((weight, s) => {
      const cell = make('td');
      cell.style.background = `rgba(var(--cell), ${(0.04 + 0.96 * weight).toFixed(3)})`;
      cell.addEventListener('pointerenter', () => {
        light([cell, query, keys[s]]);
        note.textContent = `${readable(candidate.target_tokens[t])} \u2192 ` +
          `${readable(source[s])}: ${weight.toFixed(3)}`;
      });
      row.append(cell);
    });
    table.append(row);
  });
  box.append(table);
  const whole = make('div');
  whole.append(box, note);
  return whole;
}

function sentenceCard(sentence) {
  const card = make('article', 'sentence');
  const pair = make('div'), list = make('ol', 'candidates'), map = make('div');
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', 'Translations');
  const options = sentence.candidates.map((candidate) => {
    const option = make('li', 'candidate');
    option.setAttribute('role', 'option');
    option.tabIndex = 0;
    const text = make('span', 'text', candidate.text);
    text.dir = 'auto';
    const score = make('span', 'score', candidate.score.toFixed(3));
    score.title = `log p ${candidate.log_probability.toFixed(3)}`;
    option.append(text, score);
    const choose = () => {
      for (const other of options) other.setAttribute('aria-selected', other === option);
      pair.replaceChildren(alignedPair(sentence.source_tokens, candidate));
      map.replaceChildren(attentionMap(sentence.source_tokens, candidate));
    };
    option.addEventListener('click', choose);
    option.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); choose(); }
    });
    list.append(option);
    option.choose = choose;
    return option;
  });
  options[0].choose();
  card.append(pair);
  if (options.length > 1) card.append(list);
  card.append(map);
  return card;
}

function tell(text, wrong) {
  byId('status').textContent = text;
  byId('status').classList.toggle('wrong', Boolean(wrong));
}

async function translate() {
  const button = byId('translate');
  button.disabled = true;
  tell('\u2026');
  const began = performance.now();
  try {
    const response = await fetch('translate', {
      method: 'POST',
      headers: {'Content-Type': 'application/json'},
      body: JSON.stringify({
        q: byId('source').value, source: 'auto',
        alternatives: Number(byId('count').value) - 1, attention: true,
      }),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.error);
    byId('target').textContent = answer.translatedText;
    byId('details').replaceChildren(...answer.sentences.map(sentenceCard));
    tell(`${((performance.now() - began) / 1000).toFixed(2)} s`);
  } catch (error) {
    tell(error.message, true);
  } finally {
    button.disabled = false;
  }
}

byId('form').addEventListener('submit', (event) => { event.preventDefault(); translate(); });
byId('source').addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    translate();
  }
});

async function begin() {
  let most = 1;
  try {
    const health = await (await fetch('health')).json();
    byId('model').textContent = health.model;
    document.title = `nmt \u2013 ${health.model}`;
    most = health.max_alternatives + 1;
  } catch (error) {
    tell(error.message, true);
  }
  for (let count = 1; count <= Math.min(most, 20); ++count)
    byId('count').append(new Option(String(count), String(count)));
  byId('count').value = String(Math.min(most, 3));
  // A link may carry its text: /#a sentence
  const text = decodeURIComponent(location.hash.slice(1));
  if (text) {
    byId('source').value = text;
    translate();
  }
}
begin();
)js";

}  // namespace nmt
