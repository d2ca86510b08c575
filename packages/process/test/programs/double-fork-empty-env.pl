# As double-fork, and without the environment by which it could be recognised. Argument: marker file.
use POSIX ();
if (fork() == 0) {
  POSIX::setsid();
  exit 0 if fork();
  %ENV = ();
  (my $forever = $0) =~ s/[^\/]+$/forever.pl/;
  exec $^X, $forever, @ARGV;
}
sleep 1 while 1;
