// Shell programs of the tour: constants, POSIX only, printing text and sleeping. $1 is the pause in seconds.

/** All sixteen colours, styles, a progress line that overwrites itself, stderr, a long line. */
export const colourScript = String.raw`
pause() { case "$1" in 0|0.0*) ;; *) sleep "$1" ;; esac; }
e=$(printf '\033')
printf '%s[1mTour:%s[0m this is a real command; its output arrives as it is printed.\n' "$e" "$e"
pause "$1"
for c in 31 32 33 34 35 36; do
  printf '%s[%sm  colour %s %s[0m %s[1;%sm bold %s[0m %s[4;%sm underlined %s[0m\n' "$e" "$c" "$c" "$e" "$e" "$c" "$e" "$e" "$c" "$e"
  pause "$1"
done
printf '%s[38;5;208m  256 colours%s[0m  %s[38;2;120;180;255m24 bit colour%s[0m  %s[7m inverse %s[0m\n' "$e" "$e" "$e" "$e" "$e" "$e"
pause "$1"
i=0
while [ $i -le 10 ]; do
  printf '\r  a progress line that overwrites itself: %s0 %%' "$i"
  i=$((i + 1))
  pause "$1"
done
printf '\n'
printf '  this line comes from stderr\n' >&2
pause "$1"
line='  a long line: '
i=0
while [ $i -lt 60 ]; do line="$line<$i> the quick brown fox "; i=$((i + 1)); done
printf '%s\n' "$line"
printf '  %s\n' 'UTF-8: grüße, こんにちは, 🛠'
printf '%s[32m✓%s[0m end of the output step\n' "$e" "$e"
`.trimStart();

/** Fails on its first attempt, on purpose. */
export const flakyScript = `
pause() { case "$1" in 0|0.0*) ;; *) sleep "$1" ;; esac; }
echo "Tour: attempt $TOUR_ATTEMPT of a step that fails the first time, on purpose."
pause "$1"
if [ "$TOUR_ATTEMPT" = 1 ]; then
  echo "error: the imaginary service did not answer (this failure is part of the tour)" >&2
  exit 7
fi
echo "It answered: the retry was worth it."
`.trimStart();

/** Twenty lines with a pause between them. */
export const countScript = `
pause() { case "$1" in 0|0.0*) ;; *) sleep "$1" ;; esac; }
i=1
while [ $i -le 20 ]; do
  echo "Tour: line $i of 20. Stop is safe at any time: nothing is left running."
  i=$((i + 1))
  pause "$1"
done
`.trimStart();
