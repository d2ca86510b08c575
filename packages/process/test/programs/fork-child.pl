# A parent and a child in one process group. Argument: marker file.
if (fork() == 0) { open(my $ready, ">", $ARGV[0]); close($ready) }
sleep 1 while 1;
