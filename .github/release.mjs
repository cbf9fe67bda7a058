/**
 * Prepares a release: `npm run release 0.2.0`. Dates the version in CHANGELOG.md, sets it in package.json and in the
 * lock file, commits and tags. Nothing leaves the machine: the tag that you push then starts release.yml.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const run = (command, ...parameters) =>
	execFileSync(command, parameters, { encoding: 'utf8' }).trim();

function stop(sentence) {
	console.error(sentence);
	process.exit(1);
}

const [version = ''] = process.argv.slice(2);
if (!/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))
	stop('The release has no version. Run: npm run release 0.2.0');
if (run('git', 'status', '--porcelain') !== '')
	stop('The working tree has changes. Commit or remove them, then run this again.');
if (run('git', 'branch', '--show-current') !== 'main')
	stop('The branch is not main. Releases are made from main: git switch main');

const changelog = readFileSync('CHANGELOG.md', 'utf8');
const heading = `## ${version} (not released)`;
if (!changelog.includes(`${heading}\n`))
	stop(`CHANGELOG.md has no heading "${heading}". Add it, with a line for each change.`);
const day = new Date().toISOString().slice(0, 10);
writeFileSync('CHANGELOG.md', changelog.replace(heading, `## ${version} (${day})`));
run('npm', 'version', version, '--no-git-tag-version', '--allow-same-version');
run('git', 'commit', '--all', '--message', `chore(release): ${version}`);
run('git', 'tag', '--annotate', `v${version}`, '--message', version);
console.log(`Tagged v${version}. Publish it with: git push --follow-tags`);
