#!/usr/bin/env bash
# Builds the peer; PEERS_TARGET is where it is put (default: the target folder of the project).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
CARGO_TARGET_DIR="${PEERS_TARGET:-target}" cargo build --release --example peer
