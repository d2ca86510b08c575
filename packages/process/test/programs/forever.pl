# Says that it runs, then does nothing until it is ended. Argument: marker file.
open(my $ready, ">", $ARGV[0]); close($ready);
sleep 1 while 1;
