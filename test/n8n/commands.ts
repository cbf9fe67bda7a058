import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { n8nEnvironment, type N8nPlace } from './environment';
import { run } from './run';
import type { CredentialStub, WorkflowJson } from './workflow';

type Command = [name: string, flags: Record<string, string>];

/**
 * Imports credentials and workflows and publishes some of them, by n8n's own commands and in one
 * process. n8n need not run; where it does, it hears of a publication only when it starts again.
 * Rejects with n8n's message when it refuses one.
 */
export async function runCommands(
	place: N8nPlace,
	environment: Record<string, string>,
	work: { credentials?: CredentialStub[]; workflows?: WorkflowJson[]; publish?: string[] },
): Promise<void> {
	const files = await mkdtemp(join(tmpdir(), 'n8n-import-'));
	try {
		const commands: Command[] = [];
		const add = async (kind: 'credentials' | 'workflow', entries: unknown[] = []) => {
			if (entries.length === 0) return;
			const input = join(files, `${kind}.json`);
			// The secrets in it are a test's own, but nobody else's to read either.
			await writeFile(input, JSON.stringify(entries), { mode: 0o600 });
			commands.push([`import:${kind}`, { input }]);
		};
		await add('credentials', work.credentials);
		await add('workflow', work.workflows);
		for (const id of work.publish ?? []) commands.push(['publish:workflow', { id }]);
		if (commands.length === 0) return;
		await run(place.host.node, [join(__dirname, 'commandRunner.cjs'), place.host.n8n], {
			directory: place.userFolder,
			environment: n8nEnvironment(place, environment),
			input: JSON.stringify(commands),
		});
	} finally {
		await rm(files, { recursive: true, force: true });
	}
}
