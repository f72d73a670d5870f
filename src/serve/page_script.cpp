// What the page does: asks for translations of texts and files, and shows what comes back.
#include "serve/page.h"

namespace nmt::translation_page {

const std::string_view kScript = R"js(
// The parts of a translated text: its sentences, and what stands between them.
function partsOf(text, sentences) {
  const parts = [];
  let rest = text;
  for (const sentence of sentences) {
    const best = sentence.candidates[0].text, at = rest.indexOf(best);
    if (at < 0) return null;
    parts.push(rest.slice(0, at), best);
    rest = rest.slice(at + best.length);
  }
  parts.push(rest);
  return parts;
}

function showAnswer(answer) {
  // None where the text went through a third language.
  const sentences = answer.sentences || [], parts = partsOf(answer.translatedText, sentences);
  byId('target').textContent = answer.translatedText;
  byId('copy').disabled = answer.translatedText === '';
  byId('warnings').replaceChildren(...(answer.warnings || []).map((text) => make('li', '', text)));
  const found = answer.detectedLanguage;
  byId('detected').textContent = found ? `${nameOf(found.language)} detected` : '';
  detected = found ? found.language : '';
  enableSwap();
  byId('details').replaceChildren(...sentences.map((sentence, n) =>
    sentenceCard(sentence, (text) => {
      if (!parts) return;
      parts[2 * n + 1] = text;
      byId('target').textContent = parts.join('');
    })));
}

function tell(text, wrong) {
  byId('status').textContent = text;
  byId('status').classList.toggle('wrong', Boolean(wrong));
}

// What the server answers; an error in its words, or in those of whatever stands before it.
async function answerOf(response) {
  let answer = {};
  try {
    answer = await response.json();
  } catch {
    // Not of this server.
  }
  if (!response.ok) throw new Error(answer.error || `${response.status} ${response.statusText}`);
  return answer;
}
const get = async (path) => answerOf(await fetch(path));

// The key that the server wants to see, where it has any.
const key = () => (byId('key-choice').hidden ? '' : byId('key').value.trim());
const store = {
  read() { try { return localStorage.getItem('api_key') || ''; } catch { return ''; } },
  write(text) { try { localStorage.setItem('api_key', text); } catch { /* Only for this visit. */ } },
};

// From /languages: those that the server knows, each with what it is translated into. None where nobody
// has told the server.
let languages = [], detected = '';
const kAuto = 'auto';

function nameOf(code) {
  const known = languages.find((language) => language.code === code);
  if (known && known.name && known.name !== code) return known.name;
  try {
    return new Intl.DisplayNames(['en'], {type: 'language'}).of(code);
  } catch {
    return code;  // Not a code: it is shown as it is.
  }
}
const sourcesOf = () => languages.filter((language) => language.targets.length > 0);
const targetsOf = (source) => [...new Set(languages
  .filter((language) => source === kAuto || language.code === source)
  .flatMap((language) => language.targets))];

function fill(select, codes, preferred) {
  const before = select.value;
  const name = (code) => (code === kAuto ? 'Detect language' : nameOf(code));
  select.replaceChildren(...codes.map((code) => new Option(name(code), code)));
  select.value = [before, ...preferred].find((code) => codes.includes(code)) ?? codes[0];
}
function fillTargets(preferred = []) {
  fill(byId('target-language'), targetsOf(byId('source-language').value), preferred);
  enableSwap();
}
// What is asked for; an empty target is the only one.
function direction() {
  if (byId('languages').hidden) {
    const [source] = sourcesOf();
    return source ? {source: source.code, target: source.targets[0]} : {source: kAuto, target: ''};
  }
  return {source: byId('source-language').value, target: byId('target-language').value};
}
// The source is the one that the server has found, where it was to find it.
function swapped() {
  const {source, target} = direction();
  return {source: target, target: source === kAuto ? detected : source};
}
function enableSwap() {
  const {source, target} = swapped();
  byId('swap').disabled = !target || !targetsOf(source).includes(target);
  byId('target').lang = direction().target;
  byId('source').lang = direction().source === kAuto ? detected : direction().source;
}
function swap() {
  const {source, target} = swapped();
  byId('source').value = byId('target').textContent;
  byId('source-language').value = source;
  fillTargets();
  byId('target-language').value = target;
  translate();
}

// One pair is named above the boxes; of several, one is chosen.
function showLanguages(list, preferred) {
  languages = list.filter(({code}) => code !== 'source' && code !== 'target')
    .map((language) => ({...language, targets: language.targets.filter((code) => code !== language.code)}));
  const sources = sourcesOf();
  if (sources.length === 0) return;
  if (sources.length === 1 && sources[0].targets.length === 1) {
    byId('source-label').textContent = `Source: ${nameOf(sources[0].code)}`;
    byId('target-label').textContent = `Translation: ${nameOf(sources[0].targets[0])}`;
  } else {
    byId('languages').hidden = false;
    const codes = sources.map((language) => language.code);
    fill(byId('source-language'), codes.length > 1 ? [kAuto, ...codes] : codes, [preferred.source]);
    fillTargets([preferred.target]);
  }
  enableSwap();
}

let running = null, waiting = 0;

// The last one asked for wins: an older answer is not waited for.
async function translate() {
  clearTimeout(waiting);
  if (running) running.abort();
  const own = running = new AbortController();
  const q = byId('source').value;
  if (q.trim() === '') {
    showAnswer({translatedText: '', sentences: []});
    return tell('');
  }
  tell('\u2026');
  const began = performance.now();
  try {
    const asked = {
      q, ...direction(), alternatives: Math.max(Number(byId('count').value) - 1, 0), attention: true,
    };
    if (key()) asked.api_key = key();
    const response = await fetch('translate', {
      method: 'POST',
      headers: {'Content-Type': 'application/json'},
      body: JSON.stringify(asked),
      signal: own.signal,
    });
    const answer = await answerOf(response);
    if (own !== running) return;
    showAnswer(answer);
    tell(`${((performance.now() - began) / 1000).toFixed(2)} s`);
  } catch (error) {
    if (own === running && error.name !== 'AbortError') tell(error.message, true);
  }
}

// A file becomes another one, which a link leads to.
async function translateFile() {
  const [file] = byId('file').files, link = byId('file-link');
  if (!file) return;
  link.hidden = true;
  tell(`${file.name} \u2026`);
  try {
    const form = new FormData();
    for (const [name, value] of Object.entries({...direction(), api_key: key()}))
      if (value) form.append(name, value);
    form.append('file', file);
    const answer = await answerOf(await fetch('translate_file', {method: 'POST', body: form}));
    link.href = new URL(answer.translatedFileUrl, location.href).href;
    link.textContent = `Download the translation of ${file.name}`;
    link.hidden = false;
    tell('');
  } catch (error) {
    tell(`${file.name}: ${error.message}`, true);
  }
  byId('file').value = '';
}

async function copy() {
  const text = byId('target').textContent;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Pages that came over plain HTTP from another machine may only copy what is selected.
    getSelection().selectAllChildren(byId('target'));
    document.execCommand('copy');
  }
  byId('copy').textContent = 'Copied';
  setTimeout(() => { byId('copy').textContent = 'Copy'; }, 1500);
}

// How many characters there are, where only so many may be.
let most = -1;
function countCharacters() {
  const count = [...byId('source').value].length;
  byId('characters').textContent = most > 0 ? `${count} / ${most}` : '';
  byId('characters').classList.toggle('wrong', most > 0 && count > most);
}

byId('form').addEventListener('submit', (event) => { event.preventDefault(); translate(); });
byId('copy').addEventListener('click', copy);
byId('swap').addEventListener('click', swap);
byId('count').addEventListener('change', translate);
byId('file').addEventListener('change', translateFile);
byId('source-language').addEventListener('change', () => { fillTargets(); translate(); });
byId('target-language').addEventListener('change', () => { enableSwap(); translate(); });
byId('key').addEventListener('change', () => { store.write(key()); translate(); });
byId('source').addEventListener('input', () => {
  clearTimeout(waiting);
  countCharacters();
  waiting = setTimeout(translate, 400);
});
byId('source').addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    translate();
  }
});

// What the server says that the page is to show.
function showSettings(settings) {
  most = settings.charLimit ?? -1;
  countCharacters();
  byId('file-choice').hidden = !settings.filesTranslation;
  byId('file').accept = (settings.supportedFilesFormat || []).join(',');
  byId('key-choice').hidden = !settings.apiKeys;
  byId('key').required = Boolean(settings.keyRequired);
  byId('key').value = store.read();
}

async function begin() {
  let alternatives = 0;
  try {
    const health = await get('health');
    byId('model').textContent = health.model;
    document.title = `nmt \u2013 ${health.model}`;
    alternatives = health.max_alternatives;
    const settings = await get('frontend/settings').catch(() => ({}));
    showSettings(settings);
    const preferred = settings.language || {};
    showLanguages(await get('languages'),
                  {source: preferred.source?.code, target: preferred.target?.code});
  } catch (error) {
    tell(error.message, true);
  }
  for (let count = 1; count <= Math.min(alternatives + 1, 20); ++count)
    byId('count').append(new Option(String(count), String(count)));
  byId('count').value = String(Math.min(alternatives + 1, 3));
  // A link may carry its text: /#a sentence
  const text = decodeURIComponent(location.hash.slice(1));
  if (text) byId('source').value = text;
  countCharacters();
  // Somebody may have been quicker than the server's answers.
  if (byId('source').value) translate();
}
begin();
)js";

}  // namespace nmt::translation_page
