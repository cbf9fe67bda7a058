/**
 * `npm run test:breaks [word …]`: builds each break of the table in a copy of the tree, runs its
 * tests, and prints how many noticed it. Words select breaks by name or by the path of their tests.
 * The command fails if no test noticed a break. Results are kept in `.local/breaks`. The summary at
 * the end includes those of earlier calls.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
	cpSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { applied } from './applied';
import { BREAKS, type Break } from './breaks';
import { report, type Finding } from './report';

const ROOT = join(__dirname, '../..');
const FOUND = join(ROOT, '.local/breaks');
/** What a build makes for itself; the rest of `.local` is installed once and shared. */
const OWN = ['package', 'prover', 'runs', 'breaks'];

interface JestReport {
	testResults: Array<{
		name: string;
		message: string;
		assertionResults: Array<{ fullName: string; status: string; failureMessages: string[] }>;
	}>;
}

/** A copy of the working tree that shares what is installed. */
function copyOfTheTree(): string {
	const folder = mkdtempSync(join(tmpdir(), 'signed-events-breaks-'));
	const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
		cwd: ROOT,
	});
	for (const file of listed
		.toString()
		.split('\0')
		.filter((name) => existsSync(join(ROOT, name)))) {
		if (file === '') continue;
		mkdirSync(dirname(join(folder, file)), { recursive: true });
		cpSync(join(ROOT, file), join(folder, file));
	}
	symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
	mkdirSync(join(folder, '.local'));
	for (const name of readdirSync(join(ROOT, '.local')).filter((each) => !OWN.includes(each)))
		symlinkSync(join(ROOT, '.local', name), join(folder, '.local', name));
	return folder;
}

/** Makes the edits, and gives what takes them back. */
function breakIt(folder: string, { edits }: Break): () => void {
	const read = (file: string) => readFileSync(join(folder, file), 'utf8');
	const broken = applied(edits, read);
	const whole = [...broken.keys()].map((file) => [file, read(file)] as const);
	for (const [file, source] of broken) writeFileSync(join(folder, file), source);
	return () => whole.forEach(([file, source]) => writeFileSync(join(folder, file), source));
}

function runTests(folder: string, { project, tests, names }: Break): Finding['results'] {
	const run = (command: string, parameters: string[]) =>
		spawnSync('npx', [command, ...parameters], {
			cwd: folder,
			encoding: 'utf8',
			maxBuffer: 2 ** 30,
		});
	if (project === 'n8n') {
		const { status, stdout, stderr } = run('gulp', ['build']);
		if (status !== 0) throw new Error(`The build could not be made.\n${stdout}${stderr}`);
	}
	const output = join(folder, 'jest.json');
	const { stderr } = run('jest', [
		...['--selectProjects', project, '--testPathPattern', tests, '--silent'],
		...['--json', '--outputFile', output],
		...(project === 'n8n' ? ['--runInBand'] : ['--maxWorkers=2']),
		...(names === undefined ? [] : ['--testNamePattern', names]),
	]);
	if (!existsSync(output)) throw new Error(`No test was run.\n${stderr}`);
	const { testResults } = JSON.parse(readFileSync(output, 'utf8')) as JestReport;
	rmSync(output);
	return testResults.flatMap(({ name, message, assertionResults }) => {
		const said = new Set(assertionResults.map(({ failureMessages }) => failureMessages[0]));
		const isOfOneVoice =
			assertionResults.length > 2 && said.size === 1 && [...said][0] !== undefined;
		// A hook that fails makes all tests fail with its message: such a test did not notice the break.
		if ((assertionResults.length === 0 && message !== '') || isOfOneVoice)
			throw new Error(`${name} could not be run.\n${message}`);
		return assertionResults
			.filter(({ status }) => status === 'passed' || status === 'failed')
			.map(({ fullName, status }) => ({
				file: name.slice(folder.length + 1),
				test: fullName,
				failed: status === 'failed',
			}));
	});
}

function main(words: readonly string[]): void {
	mkdirSync(FOUND, { recursive: true });
	const folder = copyOfTheTree();
	try {
		tryAll(folder, words);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
	const all = readdirSync(FOUND).map(
		(name) => JSON.parse(readFileSync(join(FOUND, name), 'utf8')) as Finding,
	);
	const order = BREAKS.map(({ what }) => what);
	const known = all.filter(({ what }) => order.includes(what));
	known.sort((one, other) => order.indexOf(one.what) - order.indexOf(other.what));
	console.log(report(known));
}

function tryAll(folder: string, words: readonly string[]): void {
	const chosen = BREAKS.filter(
		({ what, tests }) =>
			words.length === 0 || words.some((word) => what.includes(word) || tests.includes(word)),
	);
	for (const one of chosen) {
		const { what, tests } = one;
		const path = join(FOUND, `${what.replace(/\W+/g, '-')}.json`);
		rmSync(path, { force: true });
		const restore = breakIt(folder, one);
		const began = Date.now();
		try {
			const results = runTests(folder, one);
			const failed = results.filter((result) => result.failed).length;
			const seconds = Math.round((Date.now() - began) / 1000);
			console.log(`${what}: ${failed} of ${results.length} tests fail (${seconds} s)`);
			if (failed === 0) process.exitCode = 1;
			const finding: Finding = { what, tests, results };
			writeFileSync(path, JSON.stringify(finding));
		} catch (error) {
			console.error(`${what}: ${error instanceof Error ? error.message : String(error)}`);
			process.exitCode = 1;
		} finally {
			restore();
		}
	}
}

main(process.argv.slice(2));
