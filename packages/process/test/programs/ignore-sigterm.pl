# Ignores TERM, and so does its child. Argument: marker file.
$SIG{TERM} = "IGNORE";
if (fork() == 0) { open(my $ready, ">", $ARGV[0]); close($ready) }
sleep 1 while 1;
