# Every 2 ms a new process in a new session takes over and the old one ends; TERM is ignored. Its heart beats into
# "<marker>.beat", because a scan of processes may just miss it. Gives up after 30 s. Argument: marker file.
use POSIX ();
if (fork() == 0) {
  $SIG{TERM} = "IGNORE";
  open(my $ready, ">", $ARGV[0]); close($ready);
  for (1 .. 15000) {
    exit 0 if fork();
    POSIX::setsid();
    open(my $beat, ">>", "$ARGV[0].beat"); syswrite($beat, "."); close($beat);
    select(undef, undef, undef, 0.002);
  }
  exit 0;
}
sleep 1 while 1;
