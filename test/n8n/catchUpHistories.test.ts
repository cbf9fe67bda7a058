import { isLong, SEED } from '../long';
import { Lives, type Totals } from './histories/lives';

/** Histories of each vendor. `SIGNED_EVENTS_N8N_HISTORIES` sets another number. */
const HISTORIES = Number(process.env.SIGNED_EVENTS_N8N_HISTORIES ?? (isLong ? 120 : 6));
/** Workflows of each vendor in one n8n. */
const TOGETHER = 30;
/** Lives of an n8n, without those that end it. */
const LIVES = Number(process.env.SIGNED_EVENTS_N8N_LIVES ?? (isLong ? 6 : 2));

const all: Totals[] = [];

afterAll(() => {
	const sum = (of: (totals: Totals) => number) => all.reduce((total, one) => total + of(one), 0);
	const delays = all.flatMap(({ firstEventAfter }) => firstEventAfter).sort((a, b) => a - b);
	const lines = [
		`${sum(({ histories }) => histories.Shopify)} histories of Shopify`,
		`${sum(({ histories }) => histories.Box)} of Box`,
		`${all.length} n8n with ${sum(({ lives }) => lives)} starts`,
		`${sum(({ acts }) => acts)} changes`,
		`${sum(({ webhooks }) => webhooks)} accepted webhooks`,
		`${sum(({ looks }) => looks)} requests of looks`,
		`${sum(({ byWebhook }) => byWebhook)} events by webhook`,
		`${sum(({ byCatchUp }) => byCatchUp)} by catch-up`,
		`${sum(({ crashed }) => crashed)} interrupted executions`,
		`${sum(({ repeated }) => repeated)} deliveries again after that`,
		`first event of catch-up after ${delays[0]} to ${delays.at(-1)} s`,
	];
	process.stdout.write(`Histories in n8n, seed ${SEED}: ${lines.join(', ')}\n`);
});

describe('histories of many shops and accounts in one n8n, which is stopped and killed', () => {
	const runs = Math.ceil(HISTORIES / TOGETHER);
	const seeds = Array.from({ length: runs }, (_, index) => SEED * 100 + index);

	it.each(seeds)(
		'emit every change that can be found once by its state, and nothing else (seed %d)',
		async (seed) => {
			const lives = new Lives(seed);
			try {
				const count = Math.min(HISTORIES, TOGETHER);
				const { faults, totals } = await lives.run(
					{ Shopify: count, Box: count },
					LIVES,
					isLong ? 2 : 1,
				);
				all.push(totals);
				expect(faults.join('\n\n')).toBe('');
			} finally {
				await lives.close();
			}
		},
		1_200_000,
	);
});
