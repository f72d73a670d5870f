#!/usr/bin/env bash
# Two models in one nmt serve, text and HTML, under load: whether each answer is the one that the same request gets
# alone, whether any is lost, latency, and whether memory stays flat.
#
#     scripts/bench_load.sh MODEL SENTENCES OTHER_MODEL OTHER_SENTENCES [SECONDS [CONNECTIONS [FLAG ...]]]
#
# Both model directories say their languages; SENTENCES are texts in their source languages; FLAGs go to the server.
# 10 minutes and 64 connections where they are not given. Needs wrk, curl and jq (Debian packages).
set -euo pipefail
nmt=$("$(dirname "$0")"/find_nmt.sh)
model=$1 sentences=$2 other=$3 other_sentences=$4 seconds=${5:-600} connections=${6:-64}
shift $(($# < 6 ? $# : 6))
work=$(mktemp -d)
. "$(dirname "$0")/start_server.sh"
start_server --model "$model" --model "$other" --cache_bytes 0 "$@"  # the sentences come again

# As text, and as HTML with tags around a word, a link and a character that has a name.
requests() {  # requests SENTENCES MODEL
  local languages
  languages=$("$nmt" info --model "$2" --format json | jq -c '{source: .languages.source, target: .languages.target}')
  head -n 200 "$1" | jq -Rc --argjson languages "$languages" '
    $languages + {q: ., format: "text"},
    $languages + {q: ("<p>" + (split(" ") | .[0] = "<b>" + .[0] + "</b>" | .[-1] = "<a href=\"x\">" + .[-1] + "</a>" | join(" ")) +
      "</p><p title=\"&amp;\">" + . + "</p>"), format: "html"}'
}
{ requests "$sentences" "$model"; requests "$other_sentences" "$other"; } >"$work/requests"
post() { curl -sS -H 'Content-Type: application/json' --data-binary @- "$url/translate"; }
while IFS= read -r body; do
  answer=$(post <<<"$body")
  jq -e .translatedText <<<"$answer" >/dev/null || { echo "error: $body gives $answer" >&2; exit 1; }
  printf '%s\n' "$answer"
done <"$work/requests" >"$work/answers"
echo "$(wc -l <"$work/requests") requests, $(sort -u "$work/answers" | wc -l) answers"

cat >"$work/post.lua" <<'END'
local function lines(path)
  local all = {}
  for line in io.lines(os.getenv("WORK") .. path) do all[#all + 1] = line end
  return all
end
local threads = {}
local requests, answers = lines("/requests"), lines("/answers")
function setup(thread)
  thread:set("number", #threads)
  threads[#threads + 1] = thread
end
function init()
  position, sent, received, wrong = number * 7919, {}, {}, 0
  for _, answer in ipairs(answers) do sent[answer], received[answer] = 0, 0 end
end
function request()
  position = position % #requests + 1
  local answer = answers[position]
  sent[answer] = sent[answer] + 1
  return wrk.format("POST", "/translate", {["Content-Type"] = "application/json"}, requests[position])
end
function response(status, headers, body)
  body = body:gsub("\n$", "")
  if status == 200 and received[body] then received[body] = received[body] + 1
  else
    wrong = wrong + 1
    if wrong == 1 then print("wrong: " .. status .. " " .. body) end
  end
end
function done(summary)
  local right, wrong, missing = 0, 0, 0
  for _, thread in ipairs(threads) do
    local sent, received = thread:get("sent"), thread:get("received")
    wrong = wrong + thread:get("wrong")
    for answer, count in pairs(sent) do
      right, missing = right + received[answer], missing + count - received[answer]
    end
  end
  -- Those that are on their way when the time is over: one a connection, and one a thread that wrk asks for only.
  print(string.format("answers: %d right, %d wrong, %d not there yet", right, wrong, missing))
  print(string.format("errors: %d connect, %d read, %d write, %d status, %d timeout", summary.errors.connect,
    summary.errors.read, summary.errors.write, summary.errors.status, summary.errors.timeout))
end
END

(
  for part in 1 2 3 4 5; do
    sleep $((seconds * 2 / 11))
    echo "memory after $((seconds * 2 / 11 * part)) s: $(memory)"
  done
) &
reporter=$!
WORK=$work wrk -t2 -c"$connections" -d"${seconds}s" --timeout 60s --latency -s "$work/post.lua" "$url"
wait $reporter
curl -s "$url/metrics" | grep -E '^nmt_(batches|sentences|requests)' || true
kill -TERM "$server"
wait "$server"
server=
