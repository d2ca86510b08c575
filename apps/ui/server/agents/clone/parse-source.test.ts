import { describe, expect, it } from "vitest";
import { parseSource } from "./parse-source.ts";

describe("accepted", () => {
  it.each([
    ["ada/engine", "https://github.com/ada/engine.git", "engine"],
    ["ada/engine.git", "https://github.com/ada/engine.git", "engine"],
    ["https://git.example.org/ada/engine.git", "https://git.example.org/ada/engine.git", "engine"],
    ["https://git.example.org:8443/a/b/c/", "https://git.example.org:8443/a/b/c/", "c"],
    ["http://127.0.0.1:3000/x", "http://127.0.0.1:3000/x", "x"],
    ["HTTPS://Git.Example.org/Ada/Engine", "https://git.example.org/Ada/Engine", "Engine"],
    ["ssh://git@host.example:2222/~ada/x.git", "ssh://git@host.example:2222/~ada/x.git", "x"],
    ["git@host.example:ada/engine.git", "git@host.example:ada/engine.git", "engine"],
    ["host.example:engine", "host.example:engine", "engine"],
    ["git://host.example/x", "git://host.example/x", "x"],
    ["file:///srv/git/x.git", "file:///srv/git/x.git", "x"],
    ["file://localhost/srv/x", "file:///srv/x", "x"],
    ["/srv/git/my repo.git", "/srv/git/my repo.git", "my-repo"],
    ["/srv/git/.hidden", "/srv/git/.hidden", "hidden"],
    ["/srv/git/ümlaut", "/srv/git/ümlaut", "ümlaut"],
    ["/srv/git/...", "/srv/git/...", "repository"],
    [`/srv/${"x".repeat(200)}`, `/srv/${"x".repeat(200)}`, "x".repeat(60)],
  ])("%s", (text, uri, name) => expect(parseSource(text)).toEqual({ ok: true, uri, name }));
});

describe("credentials are taken out", () => {
  it.each([
    ["https://ada:s3cret@git.example.org/x", "https://git.example.org/x", "https://git.example.org", "ada", "s3cret"],
    ["https://ghp_token@github.com/a/b", "https://github.com/a/b", "https://github.com", "ghp_token", ""],
    ["https://:token@h.example/a", "https://h.example/a", "https://h.example", "git", "token"],
    ["http://a%40b:p%3A%2F@127.0.0.1:81/x", "http://127.0.0.1:81/x", "http://127.0.0.1:81", "a@b", "p:/"],
  ])("%s", (text, uri, server, username, password) =>
    expect(parseSource(text)).toMatchObject({ uri, credentials: { for: server, username, password } }),
  );
});

describe("refused, without a word of the address", () => {
  it.each([
    ["--upload-pack=touch /tmp/x", "dash"],
    ["-x", "dash"],
    ["ext::sh -c touch% /tmp/x", "helper program"],
    ["fd::17", "helper program"],
    ["::x", "helper program"],
    ["https://h/x\0y", "NUL"],
    ["https://h/x\ny", "control"],
    ["https://h.example", "names no repository"],
    ["https://h.example///", "names no repository"],
    ["/", "names no repository"],
    ["git@host:", "no address"],
    ["ada:hunter2@h.example/x", "https:// before it"],
    ["ada:hunter2@h.example:x", "https:// before it"],
    ["git@host:/", "names no repository"],
    ["git@host:-oProxyCommand=x/y", "dash"],
    ["git@-oProxyCommand=x:y", "no address"],
    ["ssh://-oProxyCommand=touch/x", "no valid address|names no host|protocol"],
    ["ssh://-oX=y@host/x", "dash"],
    ["ssh://ada:hunter2@host/x", "ssh takes keys"],
    ["git://ada@host/x", "knows no login"],
    ["ftp://h/x", "protocol"],
    ["javascript://h/x", "protocol"],
    ["file://other/x", "another machine"],
    ["https://h/x?private_token=hunter2", "query"],
    ["https://h/x#hunter2", "fragment"],
    ["https://a%0ab:c@h/x", "login"],
    ["https://a%zz:c@h/x", "login"],
    ["relative/path/deep", "no address"],
    ["./x:y", "no address"],
    ["ada/..", "names no repository"],
    ["word", "no address"],
  ])("%j", (text, says) => {
    const parsed = parseSource(text);
    if (parsed.ok) throw new Error(`accepted as ${parsed.uri}`);
    expect(parsed.message).toMatch(new RegExp(says));
    expect(parsed.message).not.toMatch(/hunter2|tmp/);
  });
});
