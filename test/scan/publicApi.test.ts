import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

/** Runs a program of a development package; each packs the package as npm does. */
function run(program: string, ...parameters: string[]) {
	const file = join(root, 'node_modules', '.bin', program);
	const { status, stdout, stderr } = spawnSync(file, parameters, { cwd: root, encoding: 'utf8' });
	return { status, output: stdout + stderr };
}

describe('the exports of the package', () => {
	it('pass publint without a suggestion', () => {
		const { status, output } = run('publint', '--strict');
		expect({ status, output }).toMatchObject({
			status: 0,
			output: expect.stringContaining('All good!'),
		});
	}, 120_000);

	it('resolve with their types from CommonJS and from modules', () => {
		const { status, output } = run('attw', '--pack', '.', '--profile', 'node16');
		expect({ status, output }).toMatchObject({ status: 0 });
	}, 120_000);
});
