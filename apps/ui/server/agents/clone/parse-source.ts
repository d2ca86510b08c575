import { homedir } from "node:os";

/** An address to clone from, without anything secret in it. */
export interface Source {
  ok: true;
  /** As git gets it and as it is stored. */
  uri: string;
  /** What the folder may be called. */
  name: string;
  /** Taken out of the address, and the one server that they are for. */
  credentials?: { for: string; username: string; password: string };
}
export type ParsedSource = Source | { ok: false; message: string };

const FORMS =
  "write owner/repo (GitHub), https://host/path, ssh://git@host/path, git@host:path, git://host/path, or the absolute path of a repository of this machine";
const GITHUB = /^([A-Za-z0-9](?:[A-Za-z0-9-]{0,38}))\/([A-Za-z0-9._-]{1,100})$/;
const SCP = /^(?:([A-Za-z0-9._~-]+)@)?([A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9A-Fa-f:.]+\]):(.+)$/;
const CONTROL = /[\u0000-\u001f\u007f]/;

/**
 * Reads where to clone from. What git would take for an option or for a program to run (`-…`, `ext::…`), what names no
 * repository, and every other protocol is refused, in words that hold nothing of the address itself.
 */
export function parseSource(text: string): ParsedSource {
  const no = (message: string): ParsedSource => ({ ok: false, message });
  if (text.includes("\0")) return no("must not hold a NUL character");
  if (CONTROL.test(text)) return no("must not hold control characters");
  if (text.startsWith("-")) return no(`must not begin with a dash; ${FORMS}`);
  if (/^[A-Za-z0-9+.-]*::/.test(text)) return no(`names a helper program (…::), which is not allowed; ${FORMS}`);
  const github = GITHUB.exec(text);
  if (github?.[1] && github[2]) return fromGithub(github[1], github[2]);
  const path = text.replace(/^~(?=\/)/, () => homedir());
  if (path.startsWith("/")) return path.replaceAll("/", "") === "" ? no(noPath()) : named(path, path);
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(text)) return fromUrl(text);
  const scp = SCP.exec(text);
  if (scp?.[2] && scp[3] && !text.startsWith(".")) return fromScp(text, scp[3]);
  return no(`is no address of a repository; ${FORMS}`);
}

function fromGithub(owner: string, repo: string): ParsedSource {
  const name = repo.replace(/\.git$/, "");
  if (name === "" || /^\.+$/.test(name)) return { ok: false, message: noPath() };
  return named(`https://github.com/${owner}/${name}.git`, name);
}

function fromScp(text: string, path: string): ParsedSource {
  if (path.startsWith("-")) return { ok: false, message: "must not have a path that begins with a dash" };
  // name:password@host is an address whose scheme was forgotten.
  if (/^[^/@]+@/.test(path))
    return { ok: false, message: "holds a login without a protocol: write https:// before it" };
  return path.replace(/^\/+/, "") === "" ? { ok: false, message: noPath() } : named(text, path);
}

function fromUrl(text: string): ParsedSource {
  const no = (message: string): ParsedSource => ({ ok: false, message });
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return no(`is no valid address; ${FORMS}`);
  }
  const scheme = url.protocol.slice(0, -1);
  if (!["https", "http", "ssh", "git", "file"].includes(scheme))
    return no(`uses a protocol that is not allowed; ${FORMS}`);
  if (url.search !== "" || url.hash !== "") return no("must not have a query (?…) or a fragment (#…)");
  if (url.pathname.replaceAll("/", "") === "") return no(noPath());
  if (scheme === "file") {
    if (url.host !== "" && url.host !== "localhost") return no("names a folder of another machine; use file:///path");
    return named(`file://${url.pathname}`, url.pathname);
  }
  if (url.hostname === "" || url.hostname.startsWith("-")) return no(`names no host; ${FORMS}`);
  if (scheme === "ssh") {
    if (url.password !== "") return no("must not hold a password: ssh takes keys only. Leave it out");
    if (url.username.startsWith("-")) return no("names a user that begins with a dash");
    return named(url.href, url.pathname);
  }
  const { username, password } = url;
  if (scheme === "git" && (username !== "" || password !== ""))
    return no("must not hold a name or password: git:// knows no login. Use https or ssh");
  url.username = "";
  url.password = "";
  const found = named(url.href, url.pathname);
  if (!found.ok || (username === "" && password === "")) return found;
  const login = decodeLogin(username, password);
  return login ? { ...found, credentials: { for: url.origin, ...login } } : no("holds a login that cannot be read");
}

/** Null where it is no text, or holds what would end a line of git's credential protocol. */
function decodeLogin(username: string, password: string): { username: string; password: string } | null {
  try {
    const login = { username: decodeURIComponent(username) || "git", password: decodeURIComponent(password) };
    return CONTROL.test(login.username + login.password) ? null : login;
  } catch {
    return null;
  }
}

/** The last part of the path, fit for the name of a folder. */
function named(uri: string, path: string): ParsedSource {
  let plain = path;
  try {
    plain = decodeURIComponent(path);
  } catch {
    // A percent sign that stands for itself.
  }
  const last = plain.replace(/\/+$/, "").split(/[/:]/).at(-1) ?? "";
  const name = last
    .replace(/\.git$/, "")
    .replace(/[^\p{L}\p{N}._-]+/gu, "-")
    .replace(/^[.-]+/, "")
    .slice(0, 60);
  return { ok: true, uri, name: name === "" ? "repository" : name };
}

function noPath(): string {
  return `names no repository: a path is missing; ${FORMS}`;
}
