/** One request as it came over the wire, and what went back. */
export interface RequestRecord {
	/** The shop's time, in milliseconds. */
	at: number;
	method: string;
	path: string;
	/** The query string as sent, without the question mark. */
	query: string;
	/** The query's values by name; of a name sent twice, the last. */
	parameters: Record<string, string>;
	/** What the path asks for, such as `orders`; undefined where nothing is known of it. */
	resource?: string;
	/** 0 where no answer was sent: a hanging request, a closed connection. */
	status: number;
	/** Bytes of the answer's body. */
	bytes: number;
}

/** What came over the wire, in order of the answers. */
export class RequestLog implements Iterable<RequestRecord> {
	private records: RequestRecord[] = [];

	/** All records since the start, or since the last reset. */
	get entries(): readonly RequestRecord[] {
		return this.records;
	}

	get length(): number {
		return this.records.length;
	}

	/** Bytes of all answers' bodies. */
	get bytes(): number {
		return this.records.reduce((sum, record) => sum + record.bytes, 0);
	}

	add(record: RequestRecord): void {
		this.records.push(record);
	}

	/** All records, or those that a test picks. */
	all(picked: (record: RequestRecord) => boolean = () => true): RequestRecord[] {
		return this.records.filter(picked);
	}

	/** Forgets everything. */
	reset(): void {
		this.records = [];
	}

	[Symbol.iterator](): Iterator<RequestRecord> {
		return this.records[Symbol.iterator]();
	}
}
