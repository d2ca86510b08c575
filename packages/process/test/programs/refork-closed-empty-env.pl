# As refork, below a double fork with closed descriptors and an empty environment. Argument: marker file.
use POSIX ();
if (fork() == 0) {
  POSIX::setsid();
  exit 0 if fork();
  POSIX::close($_) for 0 .. 255;
  %ENV = ();
  (my $refork = $0) =~ s/[^\/]+$/refork.pl/;
  exec $^X, $refork, @ARGV;
}
sleep 1 while 1;
