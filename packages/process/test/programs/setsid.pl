# A child that leaves for a session of its own, so a kill of the process group misses it. Argument: marker file.
use POSIX ();
if (fork() == 0) { POSIX::setsid(); open(my $ready, ">", $ARGV[0]); close($ready) }
sleep 1 while 1;
