import { ensureHost } from '../n8n/install/install';
import { run } from '../n8n/install/run';

/** The rows that a statement gives, or the last of several, by the client that n8n has; dates as ISO 8601. */
export async function queryPostgres(
	port: number,
	sql: string,
): Promise<Array<Record<string, unknown>>> {
	const host = await ensureHost(() => undefined);
	const script = [
		"const { Client } = require('pg');",
		'const [, port, sql] = process.argv;',
		"const client = new Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' });",
		'client.connect().then(() => client.query(sql)).then((result) => {',
		'console.log(JSON.stringify([result].flat().at(-1).rows)); return client.end(); });',
	].join('\n');
	const parameters = ['--eval', script, '--', String(port), sql];
	const printed = await run(host.node, parameters, { directory: host.directory, environment: {} });
	return JSON.parse(printed) as Array<Record<string, unknown>>;
}
