# Starts `nmt serve` for a script that sources this file with $nmt and $work set: start_server FLAG ... gives $server, its
# process, which ends with the script, and $url.
server=
trap '[ -n "$server" ] && kill "$server" 2>/dev/null; rm -rf "$work"' EXIT

start_server() {
  : >"$work/out"
  "$nmt" serve --port 0 --quiet "$@" >"$work/out" &
  server=$!
  until grep -q listening "$work/out"; do
    kill -0 "$server"
    sleep 0.05
  done
  url=$(sed 's/.* //' "$work/out")
}

# What the server takes now.
memory() { awk '/VmRSS/ {printf "%.1f MB", $2 / 1024}' "/proc/$server/status"; }
