# Sourced by the other scripts: the checkout's root, a quiet environment, and how to speak.
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# No byte code means a slow start; a foreign Python's paths must not leak into ours.
unset PYTHONDONTWRITEBYTECODE PYTHONHOME PYTHONPATH VIRTUAL_ENV
export PYTHONUTF8=1 RASA_TELEMETRY_ENABLED=false PIP_DISABLE_PIP_VERSION_CHECK=1
venv_python=.venv/bin/python

say() { printf '==> %s\n' "$*"; }
fail() {
  printf '✗ %s\n' "$*" >&2
  exit 1
}

is_310() { "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 10))' >/dev/null 2>&1; }

# The first uv that really runs: a pyenv shim of it may not.
find_uv() {
  local each
  while read -r each; do
    if "$each" --version >/dev/null 2>&1; then
      printf '%s\n' "$each"
      return
    fi
  done < <(type -ap uv; printf '%s\n' "$HOME/.local/bin/uv" "$HOME/.cargo/bin/uv")
  return 1
}
