# Removes what install.sh put there, and only that. Constant text: it runs as root through sudo-prompt.
set -eu
PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C
export PATH LC_ALL
cd /
folder=/usr/libexec/overlane
case $(head -n 1 "$folder/origin" 2>/dev/null) in
  copy*) ;;
  *)
    echo 'overlane: there is no helper that Overlane installed' >&2
    exit 1
    ;;
esac
rm -f /usr/share/polkit-1/actions/io.github.overlane.helper.policy
rm -rf "$folder"
