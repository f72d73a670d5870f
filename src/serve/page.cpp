#include "serve/page.h"

namespace nmt::translation_page {
namespace {

constexpr std::string_view kHead = R"html(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>nmt</title>
<style>)html";

constexpr std::string_view kBody = R"html(</style>
</head>
<body>
<header>
  <h1>nmt</h1>
  <span id="model"></span>
</header>
<main>
  <form id="form">
    <div id="languages" hidden>
      <select id="source-language" aria-label="Source language"></select>
      <button type="button" id="swap" class="quiet" title="Swap languages"
              aria-label="Swap languages" disabled>⇄</button>
      <select id="target-language" aria-label="Target language"></select>
    </div>
    <div class="field">
      <div class="above">
        <label for="source" id="source-label">Source</label>
        <span id="detected" class="label"></span>
        <span id="characters" class="label"></span>
      </div>
      <textarea id="source" rows="5" dir="auto" spellcheck="false" autofocus
                placeholder="Text. It is translated while you type."></textarea>
    </div>
    <div class="field">
      <div class="above">
        <span class="label" id="target-label">Translation</span>
        <button type="button" id="copy" class="quiet" disabled>Copy</button>
      </div>
      <div id="target" dir="auto" aria-live="polite" aria-labelledby="target-label"></div>
    </div>
    <div class="controls">
      <button type="submit" id="translate">Translate</button>
      <label>Translations
        <select id="count"></select>
      </label>
      <label id="file-choice" hidden>File
        <input type="file" id="file">
      </label>
      <label id="key-choice" hidden>API key
        <input type="password" id="key" autocomplete="off">
      </label>
      <span id="status" role="status"></span>
      <a id="file-link" download hidden></a>
    </div>
    <ul id="warnings" aria-label="Warnings"></ul>
  </form>
  <section id="details"></section>
</main>
<noscript>This page needs JavaScript; the API does not: POST /translate.</noscript>
<script>)html";

constexpr std::string_view kEndOfPage = R"html(</script>
</body>
</html>
)html";

}  // namespace

std::string page() {
  std::string text;
  for (const std::string_view part : {kHead, kStyle, kBody, kSentences, kScript, kEndOfPage})
    text += part;
  return text;
}

}  // namespace nmt::translation_page
