#!/usr/bin/perl
# Owns the process tree of one run. It sits above the run process and is what remains when everything above or below it
# dies: it enforces the deadline, answers a stop, ends every process of the run, and writes exit.json.
#
# Why it can say "nothing is left": as a subreaper (or as the init of a PID namespace) it becomes the parent of every
# descendant whose own parent ends, so killing direct children, level by level, ends at ECHILD, which is the kernel's word
# and no scan. An unreaped child's pid cannot be recycled, so a kill never hits a stranger.
#
#   launcher.pl --level subreaper|namespace --arch x64|arm64 --dir RUNDIR --cwd DIR --deadline S --grace S --kill S -- PROGRAM [ARG…]
#
# Signals: TERM or INT asks for a stop (TERM to the run process, grace, KILL); a second one, or QUIT, kills at once. HUP is
# ignored: closing a terminal does not end a run. Descriptor 3, where open, gets "ready <pid> <start time>" once signals are
# handled and the program runs (or could not be started). No modules: perl-base is enough.
use strict;

my %opt;
while (@ARGV) {
  my $flag = shift @ARGV;
  last if $flag eq "--";
  $flag =~ /^--([a-z]+)$/ or refuse("unknown argument $flag");
  $opt{$1} = shift @ARGV;
}
@ARGV or refuse("no program given");
my ($run_dir, $grace) = ($opt{dir}, $opt{grace} + 0);

my %numbers = (
  x64   => { prctl => 157, setsid => 112, clock_gettime => 228, fsync => 74, mount => 165 },
  arm64 => { prctl => 167, setsid => 157, clock_gettime => 113, fsync => 82, mount => 40 },
);
my $nr = $numbers{ $opt{arch} } or refuse("no system call numbers for $opt{arch}");
my @signal_names = qw(ZERO HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP
  TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS);
my ($CLOCK_REALTIME, $CLOCK_MONOTONIC, $WNOHANG, $EINTR, $ENOENT, $EACCES) = (0, 1, 1, 4, 2, 13);

# ---- who we are ----------------------------------------------------------------------------------------------------
# The working directory stays the /proc of outside, also after a fresh one is mounted over it: pids read from here are the
# ones that the rest of the machine knows.
chdir("/proc") or refuse("/proc is not there");
my $me = readlink("self") or refuse("/proc/self cannot be read");
my $boot = slurp("sys/kernel/random/boot_id");
chomp $boot;
my $start_time = $boot . ":" . (stat_fields("self"))[19];
if ($opt{level} eq "namespace") {
  $$ == 1 or refuse("not the init of a PID namespace");
  my ($type, $target, $none) = ("proc", "/proc", 0);
  syscall($nr->{mount}, $type, $target, $type, 14, $none) == 0 or refuse("/proc could not be mounted: $!");
} else {
  syscall($nr->{prctl}, 36, 1, 0, 0, 0) == 0 or refuse("the kernel refused to make a subreaper: $!");
}
defined slurp("$me/task/$me/children") or refuse("this kernel has no /proc/<pid>/task/<tid>/children");

opendir(my $fds, "self/fd") or refuse("/proc/self/fd cannot be read");
my @inherited = grep { /^\d+$/ && $_ > 3 && $_ != fileno($fds) } readdir($fds);
closedir($fds);
for (@inherited) {
  if (open(my $h, "<&=", $_)) { close($h) }
}
my $status;
open($status, ">&=", 3) or undef $status;

# What would steer Perl instead of the run process came under another name.
delete $ENV{PERL_BADLANG};
for my $name (grep { /^TOOLLOOP_KEPT_/ } keys %ENV) {
  $ENV{ substr($name, 14) } = delete $ENV{$name};
}
@ENV{qw(TOOLLOOP_RUN_PID TOOLLOOP_RUN_START_TIME TOOLLOOP_KILL_LEVEL)} = ($me, $start_time, $opt{level});

# ---- signals wake the loop through a pipe: no race between looking and sleeping, and no EINTR restart to break ---------
pipe(my $wake, my $waker) or refuse("no pipe: $!");
for ($wake, $waker) { fcntl($_, 4, 2048) }
my %got = (TERM => 0, INT => 0, QUIT => 0, CHLD => 0);
for my $name (keys %got) {
  $SIG{$name} = sub { $got{$name}++; local $!; syswrite($waker, "x") };
}
my @ignored = qw(HUP PIPE USR1 USR2 ALRM);
@SIG{@ignored} = ("IGNORE") x @ignored;

# ---- start ---------------------------------------------------------------------------------------------------------
my $started_at = clock($CLOCK_REALTIME);
my $deadline_at = clock($CLOCK_MONOTONIC) + $opt{deadline};
my ($spawn_error, $exit_code, $exit_signal);
my $main = start_program();
if ($status) {
  syswrite($status, "ready $me $start_time\n");
  close($status);
}

# ---- watch, stop, kill ---------------------------------------------------------------------------------------------
my ($stop_signal, $deadline, $hurry, $main_ended) = (undef, 0, 0, $spawn_error ? 1 : 0);
my ($kill_at, $give_up_at);    # when KILL begins; when the kill loop ends
my (%termed, %hit, @hits, @survived);
my $proven = 0;

while (1) {
  if (!reap()) { $proven = 1; last }
  my $now = clock($CLOCK_MONOTONIC);
  notice_requests($now);
  if (!defined $kill_at || $now < $kill_at) {
    term_leftovers() if $main_ended;
  } else {
    $give_up_at = $now + $opt{kill} if !defined $give_up_at;
    if ($now >= $give_up_at) { @survived = children(); last }
    for (children()) { strike($_, "KILL") }
  }
  wait_for_news($now);
}
my %alive = map { $_->{shown} => 1 } @survived;
@hits = grep { !$alive{ $_->{shown} } } @hits;
write_exit_file();
exit(defined $exit_code ? $exit_code : defined $exit_signal ? 128 + $exit_signal : 70);

# Takes every ended child; false once there is none at all.
sub reap {
  while (1) {
    my $pid = waitpid(-1, $WNOHANG);
    return 0 if $pid < 0;
    return 1 if $pid == 0;
    delete $termed{$pid};
    next if $main_ended || $pid != $main;
    if   ($? & 127) { $exit_signal = $? & 127 }
    else            { $exit_code   = $? >> 8 }
    $main_ended = 1;
    # The run process is done: what it left running gets a short grace of its own, unless we are killing already.
    my $leftover_grace = $hurry ? 0 : $grace < 2 ? $grace : 2;
    my $at = clock($CLOCK_MONOTONIC);
    $kill_at = $at + $leftover_grace unless defined $kill_at && $kill_at <= $at;
  }
}

sub notice_requests {
  my $now = shift;
  my $stops = $got{TERM} + $got{INT};
  if (!$stop_signal && ($stops || $got{QUIT})) {
    $stop_signal = $got{QUIT} ? "SIGQUIT" : $got{TERM} ? "SIGTERM" : "SIGINT";
    begin_stop($now) unless $deadline;
  }
  if (!$hurry && ($got{QUIT} || $stops > 1)) {
    $hurry   = 1;
    $kill_at = $now;
  }
  if (!$stop_signal && !$deadline && !$main_ended && $now >= $deadline_at) {
    $deadline = 1;
    begin_stop($now);
  }
}

sub begin_stop {
  return if $main_ended;
  $kill_at = $_[0] + $grace;
  kill("TERM", $main);
  kill("CONT", $main);    # a stopped process only sees TERM once it runs
}

sub term_leftovers {
  for (children()) {
    next if $termed{ $_->{pid} }++;
    strike($_, "TERM");
    kill("CONT", $_->{pid});
  }
}

sub strike {
  my ($child, $name) = @_;
  kill($name, $child->{pid});
  my $key = $child->{shown};
  if (!$hit{$key} && @hits < 200) { push @hits, $hit{$key} = $child }
  $hit{$key}{signal} = "SIG$name" if $hit{$key};
}

# Sleeps until a signal, the next moment something is due, or a tick where children may be handed to us without a signal.
sub wait_for_news {
  my $now  = shift;
  my $next = defined $kill_at ? $kill_at : $deadline_at;
  my $wait = $next - $now;
  $wait = 0.02  if $main_ended          && $wait > 0.02;
  $wait = 0.001 if defined $give_up_at || $wait < 0.001;
  my $bits = "";
  vec($bits, fileno($wake), 1) = 1;
  select($bits, undef, undef, $wait);
  sysread($wake, my $drained, 4096);
}

# Our direct children that still run: pid as we signal it, and as the machine outside shows it.
sub children {
  my @found;
  for my $shown (split " ", slurp("$me/task/$me/children") || "") {
    my @fields = stat_fields($shown) or next;
    next if $fields[0] eq "Z";
    my $pid = $shown;
    if ($opt{level} eq "namespace") {
      (slurp("$shown/status") || "") =~ /^NSpid:\s+\d+\s+(\d+)/m or next;
      $pid = $1;
    }
    push @found, { pid => $pid, shown => $shown, command => command_of($shown) };
  }
  return @found;
}

sub start_program {
  pipe(my $failed, my $failure) or refuse("no pipe: $!");
  my $pid = fork();
  if (!defined $pid) { $spawn_error = "no process could be started: $!"; return 0 }
  if ($pid == 0) {
    @SIG{ keys(%got), @ignored } = ("DEFAULT") x (keys(%got) + @ignored);
    close($status) if $status;
    syscall($nr->{setsid});
    if (!chdir($opt{cwd})) { syswrite($failure, "cwd " . ($! + 0)); exit 127 }
    exec { $ARGV[0] } @ARGV or syswrite($failure, "exec " . ($! + 0));
    exit 127;
  }
  close($failure);
  my $said = "";
  while (1) {
    my $n = sysread($failed, $said, 64, length $said);
    last if defined $n ? $n == 0 : $! != $EINTR;
  }
  return $pid if $said eq "";
  my ($what, $errno) = split " ", $said;
  $spawn_error = $what eq "cwd" ? cwd_error($errno) : exec_error($errno);
  waitpid($pid, 0);
  $exit_code = 127;
  return 0;
}

sub cwd_error {
  my $errno = shift;
  return "The working directory $opt{cwd} does not exist." if $errno == $ENOENT;
  return "The working directory $opt{cwd} may not be entered." if $errno == $EACCES;
  $! = $errno;
  return "The working directory $opt{cwd} cannot be used: $!.";
}

sub exec_error {
  my $errno = shift;
  if ($errno == $ENOENT) {
    return $ARGV[0] =~ m{/} ? "The program $ARGV[0] (or its interpreter) does not exist." : "The program $ARGV[0] was not found on PATH.";
  }
  return "The program $ARGV[0] is not executable." if $errno == $EACCES;
  $! = $errno;
  return "The program $ARGV[0] could not be started: $!.";
}

# ---- the record ----------------------------------------------------------------------------------------------------
sub write_exit_file {
  my $json = "{" . join(",",
    '"v":1', '"pid":' . $me, '"startTime":' . text($start_time),
    '"exitCode":' . (defined $exit_code ? $exit_code : "null"),
    '"signal":' . (defined $exit_signal ? text("SIG" . ($signal_names[$exit_signal] || $exit_signal)) : "null"),
    '"startedAt":' . text(iso($started_at)), '"finishedAt":' . text(iso(clock($CLOCK_REALTIME))),
    '"deadline":' . ($deadline ? "true" : "false"), '"stopSignal":' . ($stop_signal ? text($stop_signal) : "null"),
    '"killLevel":' . text($opt{level}), '"killed":' . facts(@hits), '"survived":' . facts(@survived),
    '"proven":' . ($proven ? "true" : "false"), ($spawn_error ? '"spawnError":' . text($spawn_error) : ())) . "}\n";
  my ($temp, $final) = ("$run_dir/exit.json.$me.tmp", "$run_dir/exit.json");
  my $file;
  my $ok = sysopen($file, $temp, 1 | 64 | 512, 0600) && (syswrite($file, $json) || 0) == length $json;
  $ok &&= syscall($nr->{fsync}, fileno($file)) == 0 && close($file) && rename($temp, $final);
  if (!$ok) { print STDERR "launcher: $final could not be written: $!\n"; unlink $temp; return }
  if (open(my $dir, "<", $run_dir)) { syscall($nr->{fsync}, fileno($dir)) }
}

sub facts {
  return "[" . join(",", map {
    '{"pid":' . $_->{shown} . ',"command":' . text($_->{command}) . ($_->{signal} ? ',"signal":' . text($_->{signal}) : "") . "}"
  } @_) . "]";
}

# A JSON string; what is no UTF-8 shows as "?".
sub text {
  my $s = shift;
  my $copy = $s;
  $s =~ s/[^\x20-\x7e]/?/g unless utf8::decode($copy);
  $s =~ s/(["\\])/\\$1/g;
  $s =~ s/([\x00-\x1f\x7f])/sprintf("\\u%04x", ord $1)/ge;
  return "\"$s\"";
}

sub iso {
  my $t = shift;
  my @g = gmtime(int $t);
  return sprintf("%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", $g[5] + 1900, $g[4] + 1, @g[3, 2, 1, 0], int(($t - int $t) * 1000));
}

# ---- small tools ---------------------------------------------------------------------------------------------------
sub clock {
  my $t = "\0" x 16;
  syscall($nr->{clock_gettime}, $_[0] + 0, $t) == 0 or refuse("no clock: $!");
  my ($seconds, $nanos) = unpack("qq", $t);
  return $seconds + $nanos / 1e9;
}

sub slurp {
  open(my $file, "<", $_[0]) or return undef;
  local $/;
  return scalar <$file>;
}

# Fields of /proc/<pid>/stat from the third on; the name before them may hold spaces and parentheses.
sub stat_fields {
  my $line = slurp("$_[0]/stat");
  return defined $line && $line =~ /^.*\)\s+(.*)/s ? split(" ", $1) : ();
}

sub command_of {
  my $line = slurp("$_[0]/cmdline");
  if (!defined $line || $line eq "") { $line = slurp("$_[0]/comm") || "?"; chomp $line }
  $line =~ s/\0+$//;
  $line =~ tr/\0/ /;
  return length $line > 200 ? substr($line, 0, 200) : $line;
}

sub refuse {
  print STDERR "launcher: $_[0]\n";
  exit 70;
}
