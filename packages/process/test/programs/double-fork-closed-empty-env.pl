# As double-fork-empty-env, and without any open descriptor of the run. Argument: marker file.
use POSIX ();
if (fork() == 0) {
  POSIX::setsid();
  exit 0 if fork();
  POSIX::close($_) for 0 .. 255;
  %ENV = ();
  (my $forever = $0) =~ s/[^\/]+$/forever.pl/;
  exec $^X, $forever, @ARGV;
}
sleep 1 while 1;
