#!/usr/bin/env bash
# nmt serve under load: requests a second, latency, statuses, and whether memory stays flat. Nothing else may be running.
#
#     scripts/bench_serving.sh MODEL SENTENCES [SECONDS [CONNECTIONS [FLAG ...]]]
#
# MODEL is a model directory, SENTENCES a text in its source language; FLAGs go to the server. Needs wrk (Debian package).
set -euo pipefail
nmt=$("$(dirname "$0")"/find_nmt.sh)
model=$1 sentences=$2 seconds=${3:-20} connections=${4:-16}
shift $(($# < 4 ? $# : 4))
work=$(mktemp -d)
. "$(dirname "$0")/start_server.sh"

start_server --model "$model" --cache_bytes 0 "$@"  # the sentences come again

cat >"$work/post.lua" <<'END'
local sentences, threads = {}, {}
for line in io.lines(os.getenv("SENTENCES")) do
  if #line > 0 then sentences[#sentences + 1] = line end
end
function setup(thread)
  thread:set("number", #threads)
  threads[#threads + 1] = thread
end
function init()
  position, ok, full, other = number * 7919, 0, 0, 0
end
function request()
  position = position + 1
  local text = sentences[position % #sentences + 1]:gsub('[\\"]', "\\%0")
  return wrk.format("POST", "/translate", {["Content-Type"] = "application/json"}, '{"q": "' .. text .. '"}')
end
function response(status, headers, body)
  if status == 200 and body:find('"translatedText"', 1, true) then ok = ok + 1
  elseif status == 503 and headers["Retry-After"] then full = full + 1
  else other = other + 1 end
end
function done()
  local ok, full, other = 0, 0, 0
  for _, thread in ipairs(threads) do
    ok, full, other = ok + thread:get("ok"), full + thread:get("full"), other + thread:get("other")
  end
  print(string.format("answers: %d translated, %d told to come back (503 with Retry-After), %d other", ok, full, other))
end
END

(
  sleep 2
  echo "memory after 2 s: $(memory)"
  sleep $((seconds - 3))
  echo "memory after $((seconds - 1)) s: $(memory)"
) &
SENTENCES=$sentences wrk -t2 -c"$connections" -d"${seconds}s" --timeout 30s --latency -s "$work/post.lua" "$url"
wait $!
curl -s "$url/metrics" | grep -E '^nmt_(batches|sentences)' || true
kill -TERM "$server"
wait "$server"
server=
