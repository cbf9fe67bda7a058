import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';

import { runCommands } from '../n8n/support/commands';
import type { N8nPlace, Role } from '../n8n/install/environment';
import { ensureHost } from '../n8n/install/install';
import type { CredentialStub, WorkflowJson } from '../n8n/support/n8n';
import { N8nProcess } from '../n8n/support/n8nProcess';
import { installPackage } from '../n8n/install/pack';
import { runs } from '../n8n/install/places';
import { freePorts } from '../n8n/install/ports';
import { postgresEnvironment, startPostgres } from './postgres';
import { startRedis } from './redis';

export interface ClusterOptions {
	packages: string[];
	credentials: CredentialStub[];
	/** All workflows are published. */
	workflows: WorkflowJson[];
	/** Workers beside the two that there always are. */
	moreWorkers?: number;
	/** Prepares PostgreSQL for the workflows, before n8n starts. Returns the credentials for it. */
	prepare?: (postgresPort: number) => Promise<CredentialStub[]>;
}

/** n8n in queue mode: one main process, workers, and one webhook process. */
export interface Cluster {
	/** The URL of the webhooks. It stays the same when a process is replaced. */
	webhookUrl: string;
	members: Record<Member, N8nProcess>;
	/**
	 * Starts a process in place of one that has ended.
	 *
	 * @param changed environment variables of this process
	 */
	replace(member: Member, changed?: Record<string, string>): Promise<void>;
	stop(): Promise<void>;
}

type Member = keyof typeof roles;

const roles = { main: 'start', firstWorker: 'worker', secondWorker: 'worker', webhooks: 'webhook' };

/** As in docs/queue-mode.md, except for the intervals: n8n's own minute is too long for a test. */
const times = {
	QUEUE_WORKER_LOCK_DURATION: '8000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
	QUEUE_WORKER_STALLED_INTERVAL: '3000',
};

/** Starts Redis, PostgreSQL and n8n's processes. Resolves when all of them are ready. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
	const [host, redis, postgres] = await Promise.all([
		ensureHost(() => undefined),
		startRedis(),
		startPostgres(),
	]);
	const [mainPort, webhookPort] = await freePorts();
	const webhookUrl = `http://127.0.0.1:${webhookPort}`;
	const environment: Record<string, string> = {
		EXECUTIONS_MODE: 'queue',
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redis.port),
		...postgresEnvironment(postgres.port),
		N8N_ENCRYPTION_KEY: randomBytes(24).toString('base64'),
		WEBHOOK_URL: `${webhookUrl}/`,
		N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true',
		OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
		...times,
	};
	await mkdir(runs, { recursive: true });
	const folder = await mkdtemp(join(runs, 'queue-'));
	const members = {} as Record<Member, N8nProcess>;
	const further: N8nProcess[] = [];
	const stop = async () => {
		// The main stops first: it would otherwise wait for workers that have ended.
		const all = [...Object.values(members), ...further];
		await Promise.all(all.map(async (member) => await member.stop()));
		await Promise.all([redis.stop(), postgres.stop()]);
	};
	const placeOf = async (name: string, role: Role): Promise<N8nPlace> => {
		const [port, runnerPort] = await freePorts();
		const ports: Record<string, number> = { main: mainPort, webhooks: webhookPort };
		const userFolder = join(folder, name);
		return { host, role, userFolder, port: ports[name] ?? port, runnerPort };
	};
	const placeOfMember = async (member: Member) => await placeOf(member, roles[member] as Role);
	const replace = async (member: Member, changed: Record<string, string> = {}) => {
		const place = await placeOfMember(member);
		members[member] = new N8nProcess(place, { ...environment, ...changed }, () => undefined);
		await members[member].ready();
	};
	try {
		const more = (await options.prepare?.(postgres.port)) ?? [];
		const names = Object.keys(roles) as Member[];
		const { moreWorkers = 0 } = options;
		const workers = Array.from({ length: moreWorkers }, (_, index) => `worker${index + 3}`);
		for (const name of [...names, ...workers]) {
			const userFolder = join(folder, name);
			await mkdir(join(userFolder, '.n8n'), { recursive: true });
			for (const directory of options.packages) await installPackage(directory, userFolder);
		}
		await runCommands(await placeOfMember('main'), environment, {
			credentials: [...options.credentials, ...more],
			workflows: options.workflows,
			more: options.workflows.map(({ id }) => ['publish:workflow', { id }]),
		});
		// Some vendors call a new subscription at once, so the other processes start before the main.
		await Promise.all(
			names.filter((name) => name !== 'main').map(async (name) => await replace(name)),
		);
		for (const name of workers) {
			const worker = new N8nProcess(await placeOf(name, 'worker'), environment, () => undefined);
			further.push(worker);
			await worker.ready();
		}
		await replace('main');
	} catch (error) {
		await stop();
		throw error;
	}
	return { webhookUrl, members, replace, stop };
}
