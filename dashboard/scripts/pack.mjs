// After `vite build`: notes what was packed and from which sources. `--check` only says whether the
// packed page is younger than its sources. DashboardBundleTest computes the same hash without Node.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const home = fileURLToPath(new URL('..', import.meta.url));
const page = join(home, '../http/src/main/resources/io/orchestrator/http/page');
const SOURCES = ['index.html', 'package-lock.json', 'public', 'src', 'vite.config.ts'];

function files(path) {
  return statSync(path).isDirectory()
    ? readdirSync(path).flatMap((name) => files(join(path, name)))
    : [path];
}

function names(root, path) {
  return files(path).map((file) => relative(root, file).split(sep).join('/'));
}

function hash() {
  const sha = createHash('sha256');
  for (const name of SOURCES.flatMap((s) => names(home, join(home, s))).sort()) {
    sha.update(name + '\n');
    sha.update(readFileSync(join(home, name)));
    sha.update('\0');
  }
  return sha.digest('hex');
}

const manifest = join(page, 'bundle.json');
if (process.argv.includes('--check')) {
  const packed = JSON.parse(readFileSync(manifest, 'utf8')).sources;
  if (packed !== hash()) {
    console.error('The packed page is older than its sources: npm run build, and commit the result.');
    process.exit(1);
  }
  console.log('The packed page is that of these sources.');
} else {
  const packed = names(page, page).filter((name) => name !== 'bundle.json').sort();
  writeFileSync(manifest, JSON.stringify({ sources: hash(), files: packed }, null, 2) + '\n');
  const html = readFileSync(join(page, 'index.html'), 'utf8');
  const initial = packed.filter((name) => html.includes('/' + name) || name === 'index.html');
  const size = initial.reduce((sum, name) => sum + gzipSync(readFileSync(join(page, name))).length, 0);
  console.log(`initial: ${(size / 1024).toFixed(1)} KiB gzip in ${initial.length} files`);
}
