/** The claims of `deliver-once.json`, in a real PostgreSQL. */
import { exampleWorkflow } from '../n8n/support/demo';
import { postgresObstacle, startPostgres } from './postgres';
import { queryPostgres } from './queryPostgres';
import type { Server } from './server';

const obstacle = postgresObstacle();

const inPostgres = () => {
	const { nodes } = exampleWorkflow('deliver-once.json', {});
	let server: Server;
	/** Runs the query of a node for one event. */
	const run = async (name: string, since = '') => {
		const values = ["'sender'", "'evt_1'", 'false', `'${since}'`];
		const query = nodes.find((node) => node.name === name)?.parameters.query as string;
		const [row] = await queryPostgres(
			server.port,
			query.replaceAll(/\$([1-4])/g, (_, number) => values[Number(number) - 1]),
		);
		return row as { state: string; since: string } | undefined;
	};

	beforeAll(async () => {
		server = await startPostgres();
		await run('Make the Table');
	}, 300_000);
	afterAll(async () => await server?.stop(), 60_000);

	it('are released only by the execution that holds them', async () => {
		const slow = await run('Claim');
		expect(slow?.state).toBe('mine');
		expect((await run('Claim'))?.state).toBe('busy');
		await queryPostgres(
			server.port,
			"UPDATE signed_event_claims SET claimed_at = now() - interval '301 seconds'",
		);
		// The slow execution still delivers. docs/queue-mode.md names this limit.
		const second = await run('Claim');
		expect(second?.state).toBe('mine');
		await run('Release', slow?.since);
		expect((await run('Claim'))?.state).toBe('busy');
		await run('Release', second?.since);
		expect((await run('Claim'))?.state).toBe('mine');
		await run('Mark as Delivered');
		expect((await run('Claim'))?.state).toBe('delivered');
	}, 120_000);
};

if (obstacle === undefined) describe('claims on events', inPostgres);
else
	it('claims could not be tested on this machine', () => {
		expect(process.env.QUEUE_REQUIRED).toBeUndefined();
	});
