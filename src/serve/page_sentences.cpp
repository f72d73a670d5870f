// The sentences below the boxes of the page: their words, where each looked, and what else they could
// be.
#include "serve/page.h"

namespace nmt::translation_page {

const std::string_view kSentences = R"js(
'use strict';
const byId = (id) => document.getElementById(id);
const make = (tag, name, text) => {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text !== undefined) element.textContent = text;
  return element;
};

// SentencePiece marks the beginning of a word; tokens that mark nothing are words themselves. A
// letter that its vocabulary lacks comes as the bytes of its UTF-8, a token each.
const kBeginning = '\u2581', kContinues = '\u00b7';
const byteOf = (token) => {
  const found = /^<0x([0-9A-F]{2})>$/.exec(token);
  return found ? parseInt(found[1], 16) : null;
};
// The letter that bytes begin with and how many they are; no letter and 1 where they begin none.
function letterOf(bytes) {
  const first = bytes[0];
  const size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  try {
    const decoder = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true});
    const letter = decoder.decode(new Uint8Array(bytes.slice(0, size)));
    if (!/\p{Cc}/u.test(letter)) return {letter, size};
  } catch {
    // Not UTF-8.
  }
  return {letter: '', size: 1};
}
// For each token its label, what it adds to the text, and whether a word begins there. Labels are
// those of nmt attend: a byte tells its letter and itself.
function shownTokens(tokens) {
  if (!tokens.some((token) => token.startsWith(kBeginning) || byteOf(token) !== null))
    return tokens.map((token) => ({label: token, text: token, begins: true}));
  const shown = [];
  for (let at = 0; at < tokens.length;) {
    const token = tokens[at], bytes = [];
    while (at + bytes.length < tokens.length && byteOf(tokens[at + bytes.length]) !== null)
      bytes.push(byteOf(tokens[at + bytes.length]));
    if (bytes.length > 0) {
      const {letter, size} = letterOf(bytes);
      bytes.slice(0, size).forEach((byte, i) => {
        const hex = `\u2039${byte.toString(16).toUpperCase().padStart(2, '0')}\u203a`;
        const name = letter && size === 1 ? '' : hex;
        shown.push({label: kContinues + letter + name, text: i > 0 ? '' : letter || hex});
      });
      at += size;
      continue;
    }
    const begins = token.startsWith(kBeginning), text = token.replaceAll(kBeginning, '');
    if (token === '</s>') shown.push({label: token, text: token, begins: true});
    else if (begins) shown.push({label: text || token, text, begins});
    else shown.push({label: kContinues + text, text});
    ++at;
  }
  return shown;
}
function wordsOf(tokens) {
  const words = [];
  shownTokens(tokens).forEach((token, position) => {
    const ending = tokens[position] === '</s>';
    if (words.length === 0 || token.begins) words.push({text: '', positions: [], ending});
    const word = words[words.length - 1];
    word.text += token.text;
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
  const columns = shownTokens(source), rows = shownTokens(candidate.target_tokens);
  const head = make('tr');
  head.append(make('th'));
  const keys = columns.map((token) => {
    const cell = make('th', 'key');
    cell.append(make('span', '', token.label));
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
    const query = make('th', 'query', rows[t].label);
    row.append(query);
    weights.forEach((weight, s) => {
      const cell = make('td');
      // Nothing is painted where a window did not let the model look.
      if (weight > 0)
        cell.style.background = `rgba(var(--cell), ${(0.06 + 0.94 * weight).toFixed(3)})`;
      cell.addEventListener('pointerenter', () => {
        light([cell, query, keys[s]]);
        note.textContent = `${rows[t].label} \u2192 ${columns[s].label}: ` +
          (weight > 0 ? weight.toFixed(3) : '0, or not seen');
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

// The map of what was chosen, drawn when it is asked for.
function mapOnDemand(source, chosen) {
  const box = make('details', 'attention'), place = make('div');
  box.append(make('summary', '', 'cross-attention, last layer, mean of the heads'), place);
  const draw = () => {
    if (box.open) place.replaceChildren(attentionMap(source, chosen()));
  };
  box.addEventListener('toggle', draw);
  return {box, draw};
}

// `chosen(text)` hears which translation of the sentence is taken.
function sentenceCard(sentence, chosen) {
  const card = make('article', 'sentence');
  const pair = make('div'), list = make('ol', 'candidates');
  let taken = sentence.candidates[0];
  const map = mapOnDemand(sentence.source_tokens, () => taken);
  // What comes from the memory has looked at nothing.
  const known = sentence.memory ? make('p', 'note', 'from the translation memory') : null;
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', 'Translations');
  const options = sentence.candidates.map((candidate) => {
    const option = make('li', 'candidate');
    option.setAttribute('role', 'option');
    option.tabIndex = 0;
    const text = make('span', 'text', candidate.text);
    text.dir = 'auto';
    const score = make('span', 'score', `score ${candidate.score.toFixed(3)}`);
    score.title = `log probability ${candidate.log_probability.toFixed(3)}; the score divides it ` +
      'by a length penalty. Nearer to 0 is more probable.';
    option.append(text, score);
    const show = () => {
      taken = candidate;
      for (const other of options) other.setAttribute('aria-selected', other === option);
      pair.replaceChildren(alignedPair(sentence.source_tokens, candidate));
      map.draw();
    };
    const choose = () => { show(); chosen(candidate.text); };
    option.addEventListener('click', choose);
    option.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); choose(); }
    });
    list.append(option);
    option.show = show;
    return option;
  });
  options[0].show();
  card.append(pair);
  if (options.length > 1) card.append(list);
  card.append(known ?? map.box);
  return card;
}
)js";

}  // namespace nmt::translation_page
