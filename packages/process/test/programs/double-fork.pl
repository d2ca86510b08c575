# A grandchild in its own session whose parent has ended, so the parent chain misses it. Argument: marker file.
use POSIX ();
if (fork() == 0) {
  POSIX::setsid();
  exit 0 if fork();
  open(my $ready, ">", $ARGV[0]); close($ready);
}
sleep 1 while 1;
