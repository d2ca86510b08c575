# Prints to both streams and fails with code 7.
echo "to stdout"
echo "to stderr" >&2
exit 7
