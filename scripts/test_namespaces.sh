#!/usr/bin/env bash
# Trains over two machines made of network namespaces, with a link of each given rate between them, and compares with
# one process: scripts/test_namespaces.sh [NMT [RATE ...]]. Needs root, ip, tc and Open MPI 4. Options for the training
# can be given in NMT_TRAIN_OPTIONS (by default the demonstration corpus and a small model).
set -euo pipefail
nmt=$(realpath "${1:-build/release/nmt}")
shift || true
rates=("${@:-1gbit}")
[ "$(id -u)" -eq 0 ] || { echo "error: network namespaces need root" >&2; exit 2; }
for tool in ip tc unshare mpirun; do
  command -v $tool >/dev/null || { echo "error: there is no $tool" >&2; exit 2; }
done
case $(mpirun --version) in
  *"Open MPI) 4"*) ;;
  *) echo "error: only Open MPI 4 takes two network namespaces for two machines" >&2; exit 2 ;;
esac
work=$(mktemp -d)
a=nmt-a-$$ b=nmt-b-$$ net=10.213.0
cleanup() {
  ip netns del $a 2>/dev/null || true
  ip netns del $b 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1

ip netns add $a
ip netns add $b
ip link add va$$ netns $a type veth peer name vb$$ netns $b
ip -n $a addr add $net.1/24 dev va$$
ip -n $b addr add $net.2/24 dev vb$$
for space in $a $b; do
  ip -n $space link set lo up
  ip -n $space link set v${space:4:1}$$ up
done

# What mpirun calls instead of ssh: HOST COMMAND.
cat > "$work/enter" <<ENTER
#!/bin/sh
shift
exec ip netns exec $b unshare --uts sh -c "hostname $b; \$*"
ENTER
chmod +x "$work/enter"

shape() {  # shape RATE
  for space in $a $b; do
    ip netns exec $space tc qdisc replace dev v${space:4:1}$$ root tbf rate "$1" burst 1mb latency 20ms
  done
}
on_two_machines() {
  ip netns exec $a unshare --uts sh -c 'hostname '$a'; exec "$@"' sh \
    mpirun --quiet --mca plm_rsh_agent "$work/enter" --bind-to none --mca btl self,tcp \
    --mca btl_tcp_if_include $net.0/24 --mca oob_tcp_if_include $net.0/24 -H $net.1,$net.2 -n 2 "$@"
}
# The median over the updates of a run, but for the first ones.
tokens_per_second() {
  sed -n 's/.*"tokens_per_second":\([0-9.]*\).*/\1/p' "$1/metrics.jsonl" | tail -n +4 | sort -n |
    awk '{v[NR] = $1} END {printf "%d tokens/s", v[int((NR + 1) / 2)]}'
}
bytes_sent() { ip netns exec $a cat /sys/class/net/va$$/statistics/tx_bytes; }

cd "$work"
"$nmt" corpus --quiet --output corpus
read -r -d "" -a options <<< "${NMT_TRAIN_OPTIONS:---data.train.source corpus/train.en --data.train.target corpus/train.tr
  --tokenizer.type bpe --tokenizer.vocab_size 1000 --model.dim 128 --model.heads 4 --model.feed_forward 512
  --training.batch_tokens 2048 --training.max_steps 20 --training.log_every 1}" || true
echo "one process, two replicas"
"$nmt" train --quiet --model_dir one "${options[@]}" --training.replicas 2
echo "  $(tokens_per_second one)"
for rate in "${rates[@]}"; do
  shape "$rate"
  before=$(bytes_sent)
  on_two_machines "$nmt" train --model_dir "two-$rate" "${options[@]}" --training.replicas 1 2> "log-$rate"
  updates=$(grep -c '"loss"' "two-$rate/metrics.jsonl")
  echo "two machines at $rate: $(grep -o 'each update.*' "log-$rate"); on the wire" \
    "$(($(($(bytes_sent) - before)) / updates)) bytes per update, everything included;" \
    "$(tokens_per_second "two-$rate")"
  cmp one/weights.safetensors "two-$rate/weights.safetensors"
  echo "  the weights are those of one process, bit for bit"
done
