# Runs commands one after the other. Each prints what it printed, "MARK exit-code", its errors and "MARK ", all on stdout:
# stderr belongs to the watches. `run` gives an empty stdin, `feed` what follows.
run() { feed "$@" </dev/null; }
feed() {
  { errors=$("$@" 2>&1 >&3 3>&-); } 3>&1
  printf '\n%s %s\n%s\n%s \n' "$mark" $? "$errors" "$mark"
}
printf '\n%s begin\n' "$mark"
