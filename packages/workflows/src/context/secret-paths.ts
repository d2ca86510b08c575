/** Names of files that hold keys, passwords or tokens by custom. An example of such a file is left out with it. */
const SECRET: RegExp[] = [
  /^\.env(?:[._-].*|rc)?$|\.env$/,
  /\.(?:pem|key|p12|pfx|p8|jks|keystore|kdbx|ppk|asc|gpg|age|ovpn|tfvars|tfstate(?:\.backup)?)$/,
  /^id_(?:rsa|dsa|ecdsa|ed25519)(?:[._-].*)?$/,
  /^\.?(?:npmrc|yarnrc\.yml|pypirc|netrc|pgpass|my\.cnf|htpasswd|git-credentials|dockercfg|boto|s3cfg|vault[_-]?(?:pass|token).*)$/,
  /^(?:credentials?|secrets?|passwords?|tokens?)(?:[._-][\w-]+)?(?:\.(?:json|ya?ml|toml|ini|txt|env|properties|xml|conf))$/,
  /^(?:credentials?|secrets?|passwords?|tokens?)$/,
  /[._-](?:credentials?|secrets?|service[_-]?account)[\w-]*\.(?:json|ya?ml|toml|ini|txt|properties|xml|conf)$/,
  /^client_secret[\w.-]*\.json$/,
  /^(?:kubeconfig|master\.key|auth\.json)$/,
];
const SECRET_FOLDER =
  /(?:^|\/)(?:\.ssh|\.gnupg|\.aws|\.azure|\.kube|\.docker)\/|(?:^|\/)(?:secrets?|credentials)\/(?:.*\.(?:json|ya?ml|toml|ini|txt|properties|xml|conf)|[^.]*)$/;
const SECRET_TEXT =
  /-----BEGIN [A-Z ]{0,30}PRIVATE KEY|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}|\bsk-[A-Za-z0-9_-]{32,}|\bxox[abprs]-[A-Za-z0-9-]{20,}/;

/** True for a file that looks as if it held secrets: it is in no context pack, neither by name nor by content. */
export function isSecretPath(path: string): boolean {
  const lower = path.toLowerCase();
  const base = lower.slice(lower.lastIndexOf("/") + 1);
  return SECRET_FOLDER.test(lower) || SECRET.some((pattern) => pattern.test(base));
}

/** True for a text with a key or token in it, whatever its file is called. */
export function hasSecretText(text: string): boolean {
  return SECRET_TEXT.test(text);
}
