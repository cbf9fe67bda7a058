import type { ICheckProcessedOptions, IExecuteFunctions } from 'n8n-workflow';

type Key = string | number;

/**
 * n8n's store of processed items, after its source (2.41.1, deduplication-helper.js). Each call reads and rewrites one
 * row without a lock. The first write inserts it.
 */
export class ProcessedTable {
	row: Key[] | undefined;
	/** The logged warnings. */
	readonly warnings: string[] = [];
	/** Whether the database fails. */
	broken = false;
	/** Called between a read and the write that follows it. */
	between: () => void = () => {};

	functions(): Pick<IExecuteFunctions, 'helpers' | 'logger' | 'getNode'> {
		return {
			helpers: {
				checkProcessedAndRecord: this.checkProcessedAndRecord,
				removeProcessed: this.removeProcessed,
			},
			logger: { warn: (text: string) => this.warnings.push(text) },
			getNode: () => ({ name: 'Signed Event' }),
		} as unknown as Pick<IExecuteFunctions, 'helpers' | 'logger' | 'getNode'>;
	}

	private checkProcessedAndRecord = async (
		items: Key[],
		_scope: string,
		{ maxEntries = Infinity }: ICheckProcessedOptions,
	) => {
		const known = await this.read();
		if (known === undefined) {
			if (this.row !== undefined)
				throw new Error(
					'SQLITE_CONSTRAINT: UNIQUE constraint failed: processed_data.workflowId, processed_data.context',
				);
			this.row = items.slice(Math.max(0, items.length - maxEntries));
			return { new: items, processed: [] };
		}
		const before = new Set(known);
		const added = items.filter((item) => !before.has(item));
		this.row = [...known, ...added].slice(-maxEntries);
		return { new: added, processed: items.filter((item) => before.has(item)) };
	};

	private removeProcessed = async (items: Key[]) => {
		const known = await this.read();
		if (known !== undefined) this.row = known.filter((key) => !items.includes(key));
	};

	private async read(): Promise<Key[] | undefined> {
		if (this.broken) throw new Error('SQLITE_BUSY: database is locked');
		const seen = this.row === undefined ? undefined : [...this.row];
		await new Promise((resolve) => setImmediate(resolve));
		this.between();
		return seen;
	}
}
