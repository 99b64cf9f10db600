CREATE TABLE "movies" (
   "id" INTEGER PRIMARY KEY,
   "tmdb_id" INTEGER,
   "imdb_id" TEXT,
   "title" TEXT NOT NULL,
   "original_title" TEXT,
   "year" INTEGER,
   "genres_json" TEXT,
   "duration_seconds" INTEGER,
   "overview" TEXT,
   "poster_path" TEXT,
   "file_path" TEXT,
   "file_hash" TEXT,
   "codec_video" TEXT,
   "codec_audio" TEXT,
   "resolution" TEXT,
   "languages_json" TEXT,
   "file_size_bytes" INTEGER,
   "created_at" TEXT,
   "updated_at" TEXT,
   "poster_file" TEXT
);
insert into movies values (2, NULL, 'tt0017136', 'Metropolis, restored', 'Metropolis', 1927, '["Drama", "Sci-Fi"]', 9180, 'A city.', NULL, '/videos/Films/Metropolis (1927)/Metropolis (1927) {imdb-tt0017136}.mkv', 'f5b19f73e9a712ef', 'HEVC', 'AAC', '1440x1080', '["de"]', 12440, '2026-11-29T04:44:36.171237Z', '2026-11-29T04:44:40.907229Z', NULL);
insert into movies values (4, NULL, NULL, 'Our Summer', NULL, 2019, NULL, NULL, NULL, NULL, '/videos/Films/Our Summer on the Coast (2019).mp4', '045e87f49bbabdf6', 'H.264', 'AAC', '1280x720', '["fr"]', 3311, '2026-11-29T04:44:38.548558Z', '2026-11-29T04:44:38.549428Z', NULL);
CREATE TABLE "series" (
   "id" INTEGER PRIMARY KEY,
   "tvdb_id" INTEGER,
   "imdb_id" TEXT,
   "title" TEXT NOT NULL,
   "original_title" TEXT,
   "year" INTEGER,
   "genres_json" TEXT,
   "overview" TEXT,
   "poster_path" TEXT,
   "created_at" TEXT,
   "updated_at" TEXT,
   "tmdb_id" INTEGER,
   "poster_file" TEXT
);
insert into series values (1, NULL, 'tt0046642', 'Sherlock Holmes', 'Sherlock Holmes', 1954, '["Crime", "Drama", "Mystery"]', NULL, NULL, '2026-11-29T04:44:36.172339Z', '2026-11-29T04:44:36.172361Z', NULL, NULL);
CREATE TABLE "episodes" (
   "id" INTEGER PRIMARY KEY,
   "series_id" INTEGER NOT NULL REFERENCES "series"("id"),
   "season_number" INTEGER NOT NULL,
   "episode_number" INTEGER NOT NULL,
   "title" TEXT NOT NULL,
   "air_date" TEXT,
   "duration_seconds" INTEGER,
   "overview" TEXT,
   "file_path" TEXT,
   "file_hash" TEXT,
   "codec_video" TEXT,
   "codec_audio" TEXT,
   "resolution" TEXT,
   "languages_json" TEXT,
   "file_size_bytes" INTEGER,
   "created_at" TEXT,
   "updated_at" TEXT
);
insert into episodes values (1, 1, 1, 1, 'The Case of the Cunningham Heritage', NULL, NULL, NULL, '/videos/Series/Sherlock Holmes (1954)/Season 01/Sherlock Holmes - S01E01 - The Case of the Cunningham Heritage.mkv', 'df8beafec0fc9131', 'H.264', 'AAC', '640x480', '["en"]', 2091, '2026-11-29T04:44:36.179277Z', '2026-11-29T04:44:36.179958Z');
insert into episodes values (2, 1, 1, 2, 'Episode 2', NULL, NULL, NULL, '/videos/Series/Sherlock Holmes (1954)/Season 01/Sherlock Holmes - S01E02-E03.mkv', '730473393ed50ac9', 'H.264', 'AAC', '640x480', '["en"]', 2464, '2026-11-29T04:44:36.185417Z', '2026-11-29T04:44:36.185635Z');
CREATE TABLE "video_files" (
   "id" INTEGER PRIMARY KEY,
   "path" TEXT NOT NULL,
   "filename" TEXT NOT NULL,
   "file_hash" TEXT,
   "size_bytes" INTEGER NOT NULL DEFAULT 0,
   "codec_video" TEXT,
   "codec_audio" TEXT,
   "resolution_width" INTEGER,
   "resolution_height" INTEGER,
   "duration_seconds" INTEGER,
   "languages_json" TEXT,
   "created_at" TEXT,
   "updated_at" TEXT,
   "path_bytes" BLOB,
   "root" TEXT,
   "mtime_ns" INTEGER,
   "missing_since" TEXT,
   "probe_error" TEXT,
   "subtitle_languages_json" TEXT,
   "kind_hint" TEXT,
   "full_hash" TEXT
);
insert into video_files values (1, '/videos/Films/Nosferatu.1922.mkv', 'Nosferatu.1922.mkv', '4b92c1254242ac8e', 5154, 'H.264', 'AAC', 1440, 1080, 5670, '["de"]', '2026-11-29T04:44:35.629006Z', '2026-11-29T04:44:35.629044Z', X'2F766964656F732F46696C6D732F4E6F736665726174752E313932322E6D6B76', '/videos', 1795927474278982153, NULL, NULL, '["de", "en"]', 'movie', NULL);
insert into video_files values (2, '/videos/Films/Our Summer on the Coast (2019).mp4', 'Our Summer on the Coast (2019).mp4', '045e87f49bbabdf6', 3311, 'H.264', 'AAC', 1280, 720, 2820, '["fr"]', '2026-11-29T04:44:35.629377Z', '2026-11-29T04:44:35.629389Z', X'2F766964656F732F46696C6D732F4F75722053756D6D6572206F6E2074686520436F617374202832303139292E6D7034', '/videos', 1795927474279118321, NULL, NULL, NULL, 'movie', NULL);
insert into video_files values (3, '/videos/Films/The Phantom of the Opera.mkv', 'The Phantom of the Opera.mkv', '5377e3baad197f69', 4739, 'H.264', 'AAC', 1440, 1080, 5551, '["en"]', '2026-11-29T04:44:35.629498Z', '2026-11-29T04:44:45.342031Z', X'2F766964656F732F46696C6D732F546865205068616E746F6D206F6620746865204F706572612E6D6B76', '/videos', 1795927474279049747, '2026-11-29T04:44:45.341843Z', NULL, NULL, 'movie', NULL);
insert into video_files values (4, '/videos/Films/Metropolis (1927)/Metropolis (1927) {imdb-tt0017136}.mkv', 'Metropolis (1927) {imdb-tt0017136}.mkv', 'f5b19f73e9a712ef', 12440, 'HEVC', 'AAC', 1440, 1080, 9148, '["de"]', '2026-11-29T04:44:35.629618Z', '2026-11-29T04:44:35.629625Z', X'2F766964656F732F46696C6D732F4D6574726F706F6C6973202831393237292F4D6574726F706F6C697320283139323729207B696D64622D7474303031373133367D2E6D6B76', '/videos', 1795877602632517380, NULL, NULL, '["en"]', 'movie', NULL);
insert into video_files values (5, '/videos/Series/Sherlock Holmes (1954)/Season 01/Sherlock Holmes - S01E01 - The Case of the Cunningham Heritage.mkv', 'Sherlock Holmes - S01E01 - The Case of the Cunningham Heritage.mkv', 'df8beafec0fc9131', 2091, 'H.264', 'AAC', 640, 480, 1600, '["en"]', '2026-11-29T04:44:35.629716Z', '2026-11-29T04:44:35.629720Z', X'2F766964656F732F5365726965732F536865726C6F636B20486F6C6D6573202831393534292F536561736F6E2030312F536865726C6F636B20486F6C6D6573202D20533031453031202D205468652043617365206F66207468652043756E6E696E6768616D2048657269746167652E6D6B76', '/videos', 1795927474279486334, NULL, NULL, '["en"]', 'series', NULL);
insert into video_files values (6, '/videos/Series/Sherlock Holmes (1954)/Season 01/Sherlock Holmes - S01E02-E03.mkv', 'Sherlock Holmes - S01E02-E03.mkv', '730473393ed50ac9', 2464, 'H.264', 'AAC', 640, 480, 3192, '["en"]', '2026-11-29T04:44:35.629809Z', '2026-11-29T04:44:35.629813Z', X'2F766964656F732F5365726965732F536865726C6F636B20486F6C6D6573202831393534292F536561736F6E2030312F536865726C6F636B20486F6C6D6573202D205330314530322D4530332E6D6B76', '/videos', 1795927474279552574, NULL, NULL, '["en"]', 'series', NULL);
CREATE TABLE "pending_validations" (
   "id" INTEGER PRIMARY KEY,
   "video_file_id" INTEGER NOT NULL REFERENCES "video_files"("id"),
   "candidates_json" TEXT,
   "auto_validated" INTEGER NOT NULL DEFAULT 0,
   "validation_status" TEXT NOT NULL DEFAULT 'pending',
   "selected_candidate_id" TEXT,
   "created_at" TEXT,
   "parsed_json" TEXT,
   "reasons_json" TEXT,
   "rule" TEXT,
   "rule_version" TEXT,
   "reference_date" TEXT,
   "best_score" REAL,
   "series_key" TEXT,
   "read_title" TEXT,
   "read_year" INTEGER
);
insert into pending_validations values (1, 1, '[{"id": "tt0013442", "source": "imdb", "kind": "movie", "title": "Nosferatu", "original_title": "Nosferatu, eine Symphonie des Grauens", "matched_title": "Nosferatu", "year": 1922, "duration_seconds": 5640, "season": null, "episodes": null, "imdb_id": "tt0013442", "tmdb_id": null, "tvdb_id": null, "overview": null, "poster_path": null, "genres": ["Fantasy", "Horror"], "score": 100.0, "evidence": [{"what": "title", "value": 100, "weight": 50, "note": "exact", "against": false}, {"what": "year", "value": 100, "weight": 25, "note": "1922 = 1922", "against": false}, {"what": "duration", "value": 100, "weight": 25, "note": "94 min against 94 min", "against": false}]}, {"id": "tt5040012", "source": "imdb", "kind": "movie", "title": "Nosferatu", "original_title": "Nosferatu", "matched_title": "Nosferatu", "year": 2024, "duration_seconds": 7920, "season": null, "episodes": null, "imdb_id": "tt5040012", "tmdb_id": null, "tvdb_id": null, "overview": null, "poster_path": null, "genres": ["Fantasy", "Horror", "Mystery"], "score": 50.0, "evidence": [{"what": "title", "value": 100, "weight": 50, "note": "exact", "against": false}, {"what": "year", "value": 0, "weight": 25, "note": "1922 in the name, 2024 is the work''s", "against": false}, {"what": "duration", "value": 0, "weight": 25, "note": "94 min against 132 min", "against": false}, {"what": "other_year", "value": 0, "weight": 0, "note": "1922 in the name, 2024 is the work''s", "against": true}, {"what": "duration_far", "value": 0, "weight": 0, "note": "the file is 38 min shorter", "against": true}]}]', 1, 'rejected', 'tt0013442', '2026-11-29T04:44:36.158995Z', '{"kind": "movie", "title": "Nosferatu", "year": 1922, "season": null, "episodes": [], "date": null, "absolute": [], "part": null, "edition": null, "country": null, "ids": {}, "other_titles": [], "air_year": false, "bracketed": null, "shorter": null, "literal": "Nosferatu 1922", "behind_year": null, "clear": true, "episode_title": null, "series_key": null}', '["title exact, year 1922 = 1922, duration 94 min against 94 min"]', 'certain', '1', '2026-11-29', 100.0, NULL, 'Nosferatu', 1922);
insert into pending_validations values (2, 2, '[{"id": "our-summer-2019", "source": "manual", "kind": "movie", "title": "Our Summer", "original_title": null, "matched_title": null, "year": 2019, "duration_seconds": null, "season": null, "episodes": null, "imdb_id": null, "tmdb_id": null, "tvdb_id": null, "overview": null, "poster_path": null, "genres": [], "score": 0.0, "evidence": []}]', 0, 'validated', 'our-summer-2019', '2026-11-29T04:44:36.169949Z', '{"kind": "movie", "title": "Our Summer on the Coast", "year": 2019, "season": null, "episodes": [], "date": null, "absolute": [], "part": null, "edition": null, "country": null, "ids": {}, "other_titles": [], "air_year": false, "bracketed": null, "shorter": null, "literal": null, "behind_year": null, "clear": true, "episode_title": null, "series_key": null}', '["no_candidate: the title database has nothing like “Our Summer on the Coast”"]', 'certain', '1', '2026-11-29', 0.0, NULL, 'Our Summer on the Coast', 2019);
insert into pending_validations values (3, 3, '[{"id": "tt0016220", "source": "imdb", "kind": "movie", "title": "The Phantom of the Opera", "original_title": "The Phantom of the Opera", "matched_title": "The Phantom of the Opera", "year": 1925, "duration_seconds": 5580, "season": null, "episodes": null, "imdb_id": "tt0016220", "tmdb_id": null, "tvdb_id": null, "overview": null, "poster_path": null, "genres": ["Horror", "Romance"], "score": 75.0, "evidence": [{"what": "title", "value": 100, "weight": 50, "note": "exact", "against": false}, {"what": "year", "value": 0, "weight": 25, "note": "no year in the name", "against": false}, {"what": "duration", "value": 100, "weight": 25, "note": "93 min against 93 min", "against": false}, {"what": "no_year", "value": 0, "weight": 0, "note": "4 films of this title, 1925–2004", "against": true}]}, {"id": "tt0036261", "source": "imdb", "kind": "movie", "title": "Phantom of the Opera", "original_title": "Phantom of the Opera", "matched_title": "Phantom of the Opera", "year": 1943, "duration_seconds": 5520, "season": null, "episodes": null, "imdb_id": "tt0036261", "tmdb_id": null, "tvdb_id": null, "overview": null, "poster_path": null, "genres": ["Drama", "Horror", "Music"], "score": 75.0, "evidence": [{"what": "title", "value": 100, "weight": 50, "note": "exact", "against": false}, {"what": "year", "value": 0, "weight": 25, "note": "no year in the name", "against": false}, {"what": "duration", "value": 100, "weight": 25, "note": "93 min against 92 min", "against": false}, {"what": "no_year", "value": 0, "weight": 0, "note": "4 films of this title, 1925–2004", "against": true}]}, {"id": "tt0056347", "source": "imdb", "kind": "movie", "title": "The Phantom of the Opera", "original_title": "The Phantom of the Opera", "matched_title": "The Phantom of the Opera", "year": 1962, "duration_seconds": 5040, "season": null, "episodes": null, "imdb_id": "tt0056347", "tmdb_id": null, "tvdb_id": null, "overview": null, "poster_path": null, "genres": ["Drama", "Horror", "Music"], "score": 62.5, "evidence": [{"what": "title", "value": 100, "weight": 50, "note": "exact", "against": false}, {"what": "year", "value": 0, "weight": 25, "note": "no year in the name", "against": false}, {"what": "duration", "value": 50, "weight": 25, "note": "93 min against 84 min", "against": false}, {"what": "no_year", "value": 0, "weight": 0, "note": "4 films of this title, 1925–2004", "against": true}]}, {"id": "tt0293508", "source": "imdb", "kind": "movie", "title": "The Phantom of the Opera", "original_title": "The Phantom of the Opera", "matched_title": "The Phantom of the Opera", "year": 2004, "duration_seconds": 8580, "season": null, "episodes": null, "imdb_id": "tt0293508", "tmdb_id": null, "tvdb_id": null, "overview": null, "poster_path": null, "genres": ["Drama", "Music", "Romance"], "score": 50.0, "evidence": [{"what": "title", "value": 100, "weight": 50, "note": "exact", "against": false}, {"what": "year", "value": 0, "weight": 25, "note": "no year in the name", "against": false}, {"what": "duration", "value": 0, "weight": 25, "note": "93 min against 143 min", "against": false}, {"what": "no_year", "value": 0, "weight": 0, "note": "4 films of this title, 1925–2004", "against": true}, {"what": "duration_far", "value": 0, "weight": 0, "note": "the file is 50 min shorter", "against": true}]}]', 0, 'rejected', NULL, '2026-11-29T04:44:36.170463Z', '{"kind": "movie", "title": "The Phantom of the Opera", "year": null, "season": null, "episodes": [], "date": null, "absolute": [], "part": null, "edition": null, "country": null, "ids": {}, "other_titles": [], "air_year": false, "bracketed": null, "shorter": null, "literal": null, "behind_year": null, "clear": false, "episode_title": null, "series_key": null}', '["no_year: 4 films of this title, 1925–2004", "low_score: 75 of the 85 needed (title 50 of 50, year 0 of 25, duration 25 of 25)"]', 'certain', '1', '2026-11-29', 75.0, NULL, 'The Phantom of the Opera', NULL);
insert into pending_validations values (4, 4, '[{"id": "tt0017136", "source": "imdb", "kind": "movie", "title": "Metropolis", "original_title": "Metropolis", "matched_title": null, "year": 1927, "duration_seconds": 9180, "season": null, "episodes": null, "imdb_id": "tt0017136", "tmdb_id": null, "tvdb_id": null, "overview": null, "poster_path": null, "genres": ["Drama", "Sci-Fi"], "score": 100.0, "evidence": [{"what": "id", "value": 100, "weight": 100, "note": "tt0017136 is Metropolis (1927)", "against": false}]}, {"id": "tt0293416", "source": "imdb", "kind": "movie", "title": "Metropolis", "original_title": "Metoroporisu", "matched_title": "Metropolis", "year": 2001, "duration_seconds": 6480, "season": null, "episodes": null, "imdb_id": "tt0293416", "tmdb_id": null, "tvdb_id": null, "overview": null, "poster_path": null, "genres": ["Animation", "Adventure", "Drama"], "score": 50.0, "evidence": [{"what": "title", "value": 100, "weight": 50, "note": "exact", "against": false}, {"what": "year", "value": 0, "weight": 25, "note": "1927 in the name, 2001 is the work''s", "against": false}, {"what": "duration", "value": 0, "weight": 25, "note": "152 min against 108 min", "against": false}, {"what": "other_year", "value": 0, "weight": 0, "note": "1927 in the name, 2001 is the work''s", "against": true}, {"what": "duration_far", "value": 0, "weight": 0, "note": "the file is 44 min longer", "against": true}]}]', 1, 'validated', 'tt0017136', '2026-11-29T04:44:36.170790Z', '{"kind": "movie", "title": "Metropolis", "year": 1927, "season": null, "episodes": [], "date": null, "absolute": [], "part": null, "edition": null, "country": null, "ids": {"imdb": "tt0017136"}, "other_titles": [], "air_year": false, "bracketed": null, "shorter": null, "literal": null, "behind_year": null, "clear": true, "episode_title": null, "series_key": null}', '["tt0017136 is Metropolis (1927)"]', 'id in the name or NFO', '1', '2026-11-29', 100.0, NULL, 'Metropolis', 1927);
insert into pending_validations values (5, 5, '[{"id": "tt0046642", "source": "imdb", "kind": "series", "title": "Sherlock Holmes", "original_title": "Sherlock Holmes", "matched_title": "Sherlock Holmes", "year": 1954, "duration_seconds": 1560, "season": 1, "episodes": [1], "imdb_id": "tt0046642", "tmdb_id": null, "tvdb_id": null, "overview": null, "poster_path": null, "genres": ["Crime", "Drama", "Mystery"], "score": 100.0, "evidence": [{"what": "title", "value": 100, "weight": 100, "note": "exact", "against": false}, {"what": "year", "value": 100, "weight": 0, "note": "1954 = 1954", "against": false}]}]', 1, 'validated', 'tt0046642', '2026-11-29T04:44:36.171972Z', '{"kind": "series", "title": "Sherlock Holmes", "year": 1954, "season": 1, "episodes": [1], "date": null, "absolute": [], "part": null, "edition": null, "country": null, "ids": {}, "other_titles": [], "air_year": false, "bracketed": null, "shorter": null, "literal": null, "behind_year": null, "clear": true, "episode_title": "The Case of the Cunningham Heritage", "series_key": "sherlockholmes/1954/"}', '["title exact, year 1954 = 1954"]', 'certain', '1', '2026-11-29', 100.0, 'sherlockholmes/1954/', 'Sherlock Holmes', 1954);
insert into pending_validations values (6, 6, '[{"id": "tt0046642", "source": "imdb", "kind": "series", "title": "Sherlock Holmes", "original_title": "Sherlock Holmes", "matched_title": "Sherlock Holmes", "year": 1954, "duration_seconds": 1560, "season": 1, "episodes": [2, 3], "imdb_id": "tt0046642", "tmdb_id": null, "tvdb_id": null, "overview": null, "poster_path": null, "genres": ["Crime", "Drama", "Mystery"], "score": 100.0, "evidence": [{"what": "title", "value": 100, "weight": 100, "note": "exact", "against": false}, {"what": "year", "value": 100, "weight": 0, "note": "1954 = 1954", "against": false}]}]', 1, 'validated', 'tt0046642', '2026-11-29T04:44:36.184636Z', '{"kind": "series", "title": "Sherlock Holmes", "year": 1954, "season": 1, "episodes": [2, 3], "date": null, "absolute": [], "part": null, "edition": null, "country": null, "ids": {}, "other_titles": [], "air_year": false, "bracketed": null, "shorter": null, "literal": null, "behind_year": null, "clear": true, "episode_title": null, "series_key": "sherlockholmes/1954/"}', '["title exact, year 1954 = 1954"]', 'certain', '1', '2026-11-29', 100.0, 'sherlockholmes/1954/', 'Sherlock Holmes', 1954);
CREATE TABLE "trash" (
   "id" INTEGER PRIMARY KEY,
   "entity_type" TEXT NOT NULL,
   "original_id" INTEGER NOT NULL,
   "metadata_json" TEXT NOT NULL,
   "deleted_at" TEXT NOT NULL,
   "deletion_reason" TEXT
);
insert into trash values (1, 'movie', 1, '{"title": "Nosferatu", "year": 1922, "before": {"movie_files": {"1,1": {"movie_id": 1, "video_file_id": 1, "edition": null, "source": null, "is_main": 1}}, "titles": {"1": {"id": 1, "work": "movie:1", "title": "Nosferatu, eine Symphonie des Grauens", "language": null, "kind": "original"}}, "movies": {"1": {"id": 1, "tmdb_id": null, "imdb_id": "tt0013442", "title": "Nosferatu", "original_title": "Nosferatu, eine Symphonie des Grauens", "year": 1922, "genres_json": "[\"Fantasy\", \"Horror\"]", "duration_seconds": 5640, "overview": null, "poster_path": null, "file_path": "/videos/Films/Nosferatu.1922.mkv", "file_hash": "4b92c1254242ac8e", "codec_video": "H.264", "codec_audio": "AAC", "resolution": "1440x1080", "languages_json": "[\"de\"]", "file_size_bytes": 5154, "created_at": "2026-11-29T04:44:36.159976Z", "updated_at": "2026-11-29T04:44:36.169121Z", "poster_file": null}}, "pending_validations": {"1": {"validation_status": "validated"}}}, "after": {"movie_files": {"1,1": null}, "titles": {"1": null}, "movies": {"1": null}, "pending_validations": {"1": {"validation_status": "rejected"}}}}', '2026-11-29T04:44:43.423025Z', 'given away');
insert into trash values (2, 'episode', 3, '{"title": "Episode 3", "season_number": 1, "episode_number": 3, "before": {"episode_files": {"3,6": {"episode_id": 3, "video_file_id": 6}}, "episodes": {"3": {"id": 3, "series_id": 1, "season_number": 1, "episode_number": 3, "title": "Episode 3", "air_date": null, "duration_seconds": null, "overview": null, "file_path": "/videos/Series/Sherlock Holmes (1954)/Season 01/Sherlock Holmes - S01E02-E03.mkv", "file_hash": "730473393ed50ac9", "codec_video": "H.264", "codec_audio": "AAC", "resolution": "640x480", "languages_json": "[\"en\"]", "file_size_bytes": 2464, "created_at": "2026-11-29T04:44:36.185718Z", "updated_at": "2026-11-29T04:44:36.185847Z"}}}, "after": {"episode_files": {"3,6": null}, "episodes": {"3": null}}}', '2026-11-29T04:44:44.306040Z', 'damaged');
CREATE TABLE "movie_files" (
   "movie_id" INTEGER NOT NULL REFERENCES "movies"("id"),
   "video_file_id" INTEGER NOT NULL REFERENCES "video_files"("id"),
   "edition" TEXT,
   "source" TEXT,
   "is_main" INTEGER NOT NULL DEFAULT 0,
   PRIMARY KEY ("movie_id", "video_file_id")
);
insert into movie_files values (2, 4, NULL, NULL, 1);
insert into movie_files values (4, 2, NULL, NULL, 1);
CREATE TABLE "episode_files" (
   "episode_id" INTEGER NOT NULL REFERENCES "episodes"("id"),
   "video_file_id" INTEGER NOT NULL REFERENCES "video_files"("id"),
   PRIMARY KEY ("episode_id", "video_file_id")
);
insert into episode_files values (1, 5);
insert into episode_files values (2, 6);
CREATE TABLE "titles" (
   "id" INTEGER PRIMARY KEY,
   "work" TEXT NOT NULL,
   "title" TEXT NOT NULL,
   "language" TEXT,
   "kind" TEXT NOT NULL
);
CREATE TABLE "loads" (
   "id" INTEGER PRIMARY KEY,
   "command" TEXT NOT NULL,
   "roots_json" TEXT,
   "options_json" TEXT,
   "started_at" TEXT NOT NULL,
   "finished_at" TEXT,
   "status" TEXT NOT NULL DEFAULT 'running',
   "counts_json" TEXT,
   "errors_json" TEXT,
   "pid" INTEGER,
   "host" TEXT
);
insert into loads values (1, 'scan', '["/videos"]', '{"kind": null, "min_size": 1, "follow_symlinks": false, "identify": true}', '2026-11-29T04:44:35.490027Z', '2026-11-29T04:44:36.188986Z', 'finished', '{"files": {"seen": 6, "new": 6, "changed": 0, "unchanged": 0, "moved": 0, "missing": 0, "returned": 0, "skipped": 0}, "identified": {"auto": 4, "pending": 1, "none": 1}}', '[]', 22900, 'host');
insert into loads values (2, 'scan', '["/videos"]', '{"kind": null, "min_size": 1, "follow_symlinks": false, "identify": true}', '2026-11-29T04:44:45.339491Z', '2026-11-29T04:44:45.342800Z', 'finished', '{"files": {"seen": 5, "new": 0, "changed": 0, "unchanged": 5, "moved": 0, "missing": 1, "returned": 0, "skipped": 0}, "identified": {"auto": 0, "pending": 0, "none": 0}}', '[]', 22959, 'host');
CREATE TABLE "decisions" (
   "id" INTEGER PRIMARY KEY,
   "action" TEXT NOT NULL,
   "who" TEXT NOT NULL,
   "decided_at" TEXT NOT NULL,
   "load_id" INTEGER REFERENCES "loads"("id"),
   "video_file_id" INTEGER,
   "pending_id" INTEGER,
   "entity_type" TEXT,
   "entity_id" INTEGER,
   "candidate_kind" TEXT,
   "candidate_source" TEXT,
   "candidate_id" TEXT,
   "rule" TEXT,
   "rule_version" TEXT,
   "reference_date" TEXT,
   "score" REAL,
   "evidence_json" TEXT,
   "reason" TEXT,
   "undoes" INTEGER REFERENCES "decisions"("id"),
   "before_json" TEXT,
   "after_json" TEXT
);
insert into decisions values (1, 'auto', 'cineorg-load', '2026-11-29T04:44:36.169524Z', 1, 1, 1, 'movie', 1, 'movie', 'imdb', 'tt0013442', 'certain', '1', '2026-11-29', 100.0, '[{"what": "title", "value": 100, "weight": 50, "note": "exact", "against": false}, {"what": "year", "value": 100, "weight": 25, "note": "1922 = 1922", "against": false}, {"what": "duration", "value": 100, "weight": 25, "note": "94 min against 94 min", "against": false}]', NULL, NULL, '{"pending_validations": {"1": {"validation_status": "pending", "auto_validated": 0, "selected_candidate_id": null}}, "movies": {"1": null}, "titles": {"1": null}, "movie_files": {"1,1": null}}', '{"pending_validations": {"1": {"validation_status": "validated", "auto_validated": 1, "selected_candidate_id": "tt0013442"}}, "movies": {"1": {"id": 1, "tmdb_id": null, "imdb_id": "tt0013442", "title": "Nosferatu", "original_title": "Nosferatu, eine Symphonie des Grauens", "year": 1922, "genres_json": "[\"Fantasy\", \"Horror\"]", "duration_seconds": 5640, "overview": null, "poster_path": null, "file_path": "/videos/Films/Nosferatu.1922.mkv", "file_hash": "4b92c1254242ac8e", "codec_video": "H.264", "codec_audio": "AAC", "resolution": "1440x1080", "languages_json": "[\"de\"]", "file_size_bytes": 5154, "created_at": "2026-11-29T04:44:36.159976Z", "updated_at": "2026-11-29T04:44:36.169121Z", "poster_file": null}}, "titles": {"1": {"id": 1, "work": "movie:1", "title": "Nosferatu, eine Symphonie des Grauens", "language": null, "kind": "original"}}, "movie_files": {"1,1": {"movie_id": 1, "video_file_id": 1, "edition": null, "source": null, "is_main": 1}}}');
insert into decisions values (2, 'auto', 'cineorg-load', '2026-11-29T04:44:36.171692Z', 1, 4, 4, 'movie', 2, 'movie', 'imdb', 'tt0017136', 'id in the name or NFO', '1', '2026-11-29', 100.0, '[{"what": "id", "value": 100, "weight": 100, "note": "tt0017136 is Metropolis (1927)", "against": false}]', NULL, NULL, '{"pending_validations": {"4": {"validation_status": "pending", "auto_validated": 0, "selected_candidate_id": null}}, "movies": {"2": null}, "movie_files": {"2,4": null}}', '{"pending_validations": {"4": {"validation_status": "validated", "auto_validated": 1, "selected_candidate_id": "tt0017136"}}, "movies": {"2": {"id": 2, "tmdb_id": null, "imdb_id": "tt0017136", "title": "Metropolis", "original_title": "Metropolis", "year": 1927, "genres_json": "[\"Drama\", \"Sci-Fi\"]", "duration_seconds": 9180, "overview": null, "poster_path": null, "file_path": "/videos/Films/Metropolis (1927)/Metropolis (1927) {imdb-tt0017136}.mkv", "file_hash": "f5b19f73e9a712ef", "codec_video": "HEVC", "codec_audio": "AAC", "resolution": "1440x1080", "languages_json": "[\"de\"]", "file_size_bytes": 12440, "created_at": "2026-11-29T04:44:36.171237Z", "updated_at": "2026-11-29T04:44:36.171503Z", "poster_file": null}}, "movie_files": {"2,4": {"movie_id": 2, "video_file_id": 4, "edition": null, "source": null, "is_main": 1}}}');
insert into decisions values (3, 'auto', 'cineorg-load', '2026-11-29T04:44:36.180170Z', 1, 5, 5, 'series', 1, 'series', 'imdb', 'tt0046642', 'certain', '1', '2026-11-29', 100.0, '[{"what": "title", "value": 100, "weight": 100, "note": "exact", "against": false}, {"what": "year", "value": 100, "weight": 0, "note": "1954 = 1954", "against": false}]', NULL, NULL, '{"pending_validations": {"5": {"validation_status": "pending", "auto_validated": 0, "selected_candidate_id": null}}, "series": {"1": null}, "episodes": {"1": null}, "episode_files": {"1,5": null}}', '{"pending_validations": {"5": {"validation_status": "validated", "auto_validated": 1, "selected_candidate_id": "tt0046642"}}, "series": {"1": {"id": 1, "tvdb_id": null, "imdb_id": "tt0046642", "title": "Sherlock Holmes", "original_title": "Sherlock Holmes", "year": 1954, "genres_json": "[\"Crime\", \"Drama\", \"Mystery\"]", "overview": null, "poster_path": null, "created_at": "2026-11-29T04:44:36.172339Z", "updated_at": "2026-11-29T04:44:36.172361Z", "tmdb_id": null, "poster_file": null}}, "episodes": {"1": {"id": 1, "series_id": 1, "season_number": 1, "episode_number": 1, "title": "The Case of the Cunningham Heritage", "air_date": null, "duration_seconds": null, "overview": null, "file_path": "/videos/Series/Sherlock Holmes (1954)/Season 01/Sherlock Holmes - S01E01 - The Case of the Cunningham Heritage.mkv", "file_hash": "df8beafec0fc9131", "codec_video": "H.264", "codec_audio": "AAC", "resolution": "640x480", "languages_json": "[\"en\"]", "file_size_bytes": 2091, "created_at": "2026-11-29T04:44:36.179277Z", "updated_at": "2026-11-29T04:44:36.179958Z"}}, "episode_files": {"1,5": {"episode_id": 1, "video_file_id": 5}}}');
insert into decisions values (4, 'auto', 'cineorg-load', '2026-11-29T04:44:36.185988Z', 1, 6, 6, 'series', 1, 'series', 'imdb', 'tt0046642', 'certain', '1', '2026-11-29', 100.0, '[{"what": "title", "value": 100, "weight": 100, "note": "exact", "against": false}, {"what": "year", "value": 100, "weight": 0, "note": "1954 = 1954", "against": false}]', NULL, NULL, '{"pending_validations": {"6": {"validation_status": "pending", "auto_validated": 0, "selected_candidate_id": null}}, "episodes": {"2": null, "3": null}, "episode_files": {"2,6": null, "3,6": null}}', '{"pending_validations": {"6": {"validation_status": "validated", "auto_validated": 1, "selected_candidate_id": "tt0046642"}}, "episodes": {"2": {"id": 2, "series_id": 1, "season_number": 1, "episode_number": 2, "title": "Episode 2", "air_date": null, "duration_seconds": null, "overview": null, "file_path": "/videos/Series/Sherlock Holmes (1954)/Season 01/Sherlock Holmes - S01E02-E03.mkv", "file_hash": "730473393ed50ac9", "codec_video": "H.264", "codec_audio": "AAC", "resolution": "640x480", "languages_json": "[\"en\"]", "file_size_bytes": 2464, "created_at": "2026-11-29T04:44:36.185417Z", "updated_at": "2026-11-29T04:44:36.185635Z"}, "3": {"id": 3, "series_id": 1, "season_number": 1, "episode_number": 3, "title": "Episode 3", "air_date": null, "duration_seconds": null, "overview": null, "file_path": "/videos/Series/Sherlock Holmes (1954)/Season 01/Sherlock Holmes - S01E02-E03.mkv", "file_hash": "730473393ed50ac9", "codec_video": "H.264", "codec_audio": "AAC", "resolution": "640x480", "languages_json": "[\"en\"]", "file_size_bytes": 2464, "created_at": "2026-11-29T04:44:36.185718Z", "updated_at": "2026-11-29T04:44:36.185847Z"}}, "episode_files": {"2,6": {"episode_id": 2, "video_file_id": 6}, "3,6": {"episode_id": 3, "video_file_id": 6}}}');
insert into decisions values (5, 'approve', 'root', '2026-11-29T04:44:37.216491Z', NULL, 2, 2, 'movie', 3, 'movie', 'manual', 'our-summer-2018', 'certain', '1', '2026-11-29', 0.0, '[]', NULL, NULL, '{"pending_validations": {"2": {"validation_status": "pending", "selected_candidate_id": null, "candidates_json": "[]"}}, "movies": {"3": null}, "movie_files": {"3,2": null}}', '{"pending_validations": {"2": {"validation_status": "validated", "selected_candidate_id": "our-summer-2018", "candidates_json": "[{\"id\": \"our-summer-2018\", \"source\": \"manual\", \"kind\": \"movie\", \"title\": \"Our Summer\", \"original_title\": null, \"matched_title\": null, \"year\": 2018, \"duration_seconds\": null, \"season\": null, \"episodes\": null, \"imdb_id\": null, \"tmdb_id\": null, \"tvdb_id\": null, \"overview\": null, \"poster_path\": null, \"genres\": [], \"score\": 0.0, \"evidence\": []}]"}}, "movies": {"3": {"id": 3, "tmdb_id": null, "imdb_id": null, "title": "Our Summer", "original_title": null, "year": 2018, "genres_json": null, "duration_seconds": null, "overview": null, "poster_path": null, "file_path": "/videos/Films/Our Summer on the Coast (2019).mp4", "file_hash": "045e87f49bbabdf6", "codec_video": "H.264", "codec_audio": "AAC", "resolution": "1280x720", "languages_json": "[\"fr\"]", "file_size_bytes": 3311, "created_at": "2026-11-29T04:44:37.215444Z", "updated_at": "2026-11-29T04:44:37.216175Z", "poster_file": null}}, "movie_files": {"3,2": {"movie_id": 3, "video_file_id": 2, "edition": null, "source": null, "is_main": 1}}}');
insert into decisions values (6, 'undo', 'root', '2026-11-29T04:44:37.798247Z', NULL, 2, 2, 'movie', 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 5, '{"movie_files": {"3,2": {"movie_id": 3, "video_file_id": 2, "edition": null, "source": null, "is_main": 1}}, "movies": {"3": {"id": 3, "tmdb_id": null, "imdb_id": null, "title": "Our Summer", "original_title": null, "year": 2018, "genres_json": null, "duration_seconds": null, "overview": null, "poster_path": null, "file_path": "/videos/Films/Our Summer on the Coast (2019).mp4", "file_hash": "045e87f49bbabdf6", "codec_video": "H.264", "codec_audio": "AAC", "resolution": "1280x720", "languages_json": "[\"fr\"]", "file_size_bytes": 3311, "created_at": "2026-11-29T04:44:37.215444Z", "updated_at": "2026-11-29T04:44:37.216175Z", "poster_file": null}}, "pending_validations": {"2": {"validation_status": "validated", "selected_candidate_id": "our-summer-2018", "candidates_json": "[{\"id\": \"our-summer-2018\", \"source\": \"manual\", \"kind\": \"movie\", \"title\": \"Our Summer\", \"original_title\": null, \"matched_title\": null, \"year\": 2018, \"duration_seconds\": null, \"season\": null, \"episodes\": null, \"imdb_id\": null, \"tmdb_id\": null, \"tvdb_id\": null, \"overview\": null, \"poster_path\": null, \"genres\": [], \"score\": 0.0, \"evidence\": []}]"}}}', '{"movie_files": {"3,2": null}, "movies": {"3": null}, "pending_validations": {"2": {"validation_status": "pending", "selected_candidate_id": null, "candidates_json": "[]"}}}');
insert into decisions values (7, 'approve', 'root', '2026-11-29T04:44:38.549692Z', NULL, 2, 2, 'movie', 4, 'movie', 'manual', 'our-summer-2019', 'certain', '1', '2026-11-29', 0.0, '[]', NULL, NULL, '{"pending_validations": {"2": {"validation_status": "pending", "selected_candidate_id": null, "candidates_json": "[]"}}, "movies": {"4": null}, "movie_files": {"4,2": null}}', '{"pending_validations": {"2": {"validation_status": "validated", "selected_candidate_id": "our-summer-2019", "candidates_json": "[{\"id\": \"our-summer-2019\", \"source\": \"manual\", \"kind\": \"movie\", \"title\": \"Our Summer\", \"original_title\": null, \"matched_title\": null, \"year\": 2019, \"duration_seconds\": null, \"season\": null, \"episodes\": null, \"imdb_id\": null, \"tmdb_id\": null, \"tvdb_id\": null, \"overview\": null, \"poster_path\": null, \"genres\": [], \"score\": 0.0, \"evidence\": []}]"}}, "movies": {"4": {"id": 4, "tmdb_id": null, "imdb_id": null, "title": "Our Summer", "original_title": null, "year": 2019, "genres_json": null, "duration_seconds": null, "overview": null, "poster_path": null, "file_path": "/videos/Films/Our Summer on the Coast (2019).mp4", "file_hash": "045e87f49bbabdf6", "codec_video": "H.264", "codec_audio": "AAC", "resolution": "1280x720", "languages_json": "[\"fr\"]", "file_size_bytes": 3311, "created_at": "2026-11-29T04:44:38.548558Z", "updated_at": "2026-11-29T04:44:38.549428Z", "poster_file": null}}, "movie_files": {"4,2": {"movie_id": 4, "video_file_id": 2, "edition": null, "source": null, "is_main": 1}}}');
insert into decisions values (8, 'approve', 'root', '2026-11-29T04:44:39.260185Z', NULL, 3, 3, 'movie', 5, 'movie', 'imdb', 'tt0016220', 'certain', '1', '2026-11-29', 75.0, '[{"what": "title", "value": 100, "weight": 50, "note": "exact", "against": false}, {"what": "year", "value": 0, "weight": 25, "note": "no year in the name", "against": false}, {"what": "duration", "value": 100, "weight": 25, "note": "93 min against 93 min", "against": false}, {"what": "no_year", "value": 0, "weight": 0, "note": "4 films of this title, 1925–2004", "against": true}]', NULL, NULL, '{"pending_validations": {"3": {"validation_status": "pending", "selected_candidate_id": null}}, "movies": {"5": null}, "movie_files": {"5,3": null}}', '{"pending_validations": {"3": {"validation_status": "validated", "selected_candidate_id": "tt0016220"}}, "movies": {"5": {"id": 5, "tmdb_id": null, "imdb_id": "tt0016220", "title": "The Phantom of the Opera", "original_title": "The Phantom of the Opera", "year": 1925, "genres_json": "[\"Horror\", \"Romance\"]", "duration_seconds": 5580, "overview": null, "poster_path": null, "file_path": "/videos/Films/The Phantom of the Opera.mkv", "file_hash": "5377e3baad197f69", "codec_video": "H.264", "codec_audio": "AAC", "resolution": "1440x1080", "languages_json": "[\"en\"]", "file_size_bytes": 4739, "created_at": "2026-11-29T04:44:39.259051Z", "updated_at": "2026-11-29T04:44:39.259863Z", "poster_file": null}}, "movie_files": {"5,3": {"movie_id": 5, "video_file_id": 3, "edition": null, "source": null, "is_main": 1}}}');
insert into decisions values (9, 'undo', 'root', '2026-11-29T04:44:39.810086Z', NULL, 3, 3, 'movie', 5, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 8, '{"movie_files": {"5,3": {"movie_id": 5, "video_file_id": 3, "edition": null, "source": null, "is_main": 1}}, "movies": {"5": {"id": 5, "tmdb_id": null, "imdb_id": "tt0016220", "title": "The Phantom of the Opera", "original_title": "The Phantom of the Opera", "year": 1925, "genres_json": "[\"Horror\", \"Romance\"]", "duration_seconds": 5580, "overview": null, "poster_path": null, "file_path": "/videos/Films/The Phantom of the Opera.mkv", "file_hash": "5377e3baad197f69", "codec_video": "H.264", "codec_audio": "AAC", "resolution": "1440x1080", "languages_json": "[\"en\"]", "file_size_bytes": 4739, "created_at": "2026-11-29T04:44:39.259051Z", "updated_at": "2026-11-29T04:44:39.259863Z", "poster_file": null}}, "pending_validations": {"3": {"validation_status": "validated", "selected_candidate_id": "tt0016220"}}}', '{"movie_files": {"5,3": null}, "movies": {"5": null}, "pending_validations": {"3": {"validation_status": "pending", "selected_candidate_id": null}}}');
insert into decisions values (10, 'reject', 'root', '2026-11-29T04:44:40.308129Z', NULL, 3, 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{"pending_validations": {"3": {"validation_status": "pending"}}}', '{"pending_validations": {"3": {"validation_status": "rejected"}}}');
insert into decisions values (11, 'edit', 'root', '2026-11-29T04:44:40.907917Z', NULL, NULL, NULL, 'movie', 2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{"movies": {"2": {"title": "Metropolis", "overview": null, "updated_at": "2026-11-29T04:44:36.171503Z"}}}', '{"movies": {"2": {"title": "Metropolis, restored", "overview": "A city.", "updated_at": "2026-11-29T04:44:40.907229Z"}}}');
insert into decisions values (12, 'edit', 'root', '2026-11-29T04:44:41.674807Z', NULL, NULL, NULL, 'movie', 2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{"movies": {"2": {"year": 1927, "updated_at": "2026-11-29T04:44:40.907229Z"}}}', '{"movies": {"2": {"year": 1926, "updated_at": "2026-11-29T04:44:41.674237Z"}}}');
insert into decisions values (13, 'undo', 'root', '2026-11-29T04:44:42.450744Z', NULL, NULL, NULL, 'movie', 2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 12, '{"movies": {"2": {"year": 1926, "updated_at": "2026-11-29T04:44:41.674237Z"}}}', '{"movies": {"2": {"year": 1927, "updated_at": "2026-11-29T04:44:40.907229Z"}}}');
insert into decisions values (14, 'delete', 'root', '2026-11-29T04:44:43.423489Z', NULL, NULL, NULL, 'movie', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'given away', NULL, '{"movie_files": {"1,1": {"movie_id": 1, "video_file_id": 1, "edition": null, "source": null, "is_main": 1}}, "titles": {"1": {"id": 1, "work": "movie:1", "title": "Nosferatu, eine Symphonie des Grauens", "language": null, "kind": "original"}}, "movies": {"1": {"id": 1, "tmdb_id": null, "imdb_id": "tt0013442", "title": "Nosferatu", "original_title": "Nosferatu, eine Symphonie des Grauens", "year": 1922, "genres_json": "[\"Fantasy\", \"Horror\"]", "duration_seconds": 5640, "overview": null, "poster_path": null, "file_path": "/videos/Films/Nosferatu.1922.mkv", "file_hash": "4b92c1254242ac8e", "codec_video": "H.264", "codec_audio": "AAC", "resolution": "1440x1080", "languages_json": "[\"de\"]", "file_size_bytes": 5154, "created_at": "2026-11-29T04:44:36.159976Z", "updated_at": "2026-11-29T04:44:36.169121Z", "poster_file": null}}, "pending_validations": {"1": {"validation_status": "validated"}}, "trash": {"1": null}}', '{"movie_files": {"1,1": null}, "titles": {"1": null}, "movies": {"1": null}, "pending_validations": {"1": {"validation_status": "rejected"}}, "trash": {"1": {"id": 1, "entity_type": "movie", "original_id": 1, "metadata_json": "{\"title\": \"Nosferatu\", \"year\": 1922, \"before\": {\"movie_files\": {\"1,1\": {\"movie_id\": 1, \"video_file_id\": 1, \"edition\": null, \"source\": null, \"is_main\": 1}}, \"titles\": {\"1\": {\"id\": 1, \"work\": \"movie:1\", \"title\": \"Nosferatu, eine Symphonie des Grauens\", \"language\": null, \"kind\": \"original\"}}, \"movies\": {\"1\": {\"id\": 1, \"tmdb_id\": null, \"imdb_id\": \"tt0013442\", \"title\": \"Nosferatu\", \"original_title\": \"Nosferatu, eine Symphonie des Grauens\", \"year\": 1922, \"genres_json\": \"[\\\"Fantasy\\\", \\\"Horror\\\"]\", \"duration_seconds\": 5640, \"overview\": null, \"poster_path\": null, \"file_path\": \"/videos/Films/Nosferatu.1922.mkv\", \"file_hash\": \"4b92c1254242ac8e\", \"codec_video\": \"H.264\", \"codec_audio\": \"AAC\", \"resolution\": \"1440x1080\", \"languages_json\": \"[\\\"de\\\"]\", \"file_size_bytes\": 5154, \"created_at\": \"2026-11-29T04:44:36.159976Z\", \"updated_at\": \"2026-11-29T04:44:36.169121Z\", \"poster_file\": null}}, \"pending_validations\": {\"1\": {\"validation_status\": \"validated\"}}}, \"after\": {\"movie_files\": {\"1,1\": null}, \"titles\": {\"1\": null}, \"movies\": {\"1\": null}, \"pending_validations\": {\"1\": {\"validation_status\": \"rejected\"}}}}", "deleted_at": "2026-11-29T04:44:43.423025Z", "deletion_reason": "given away"}}}');
insert into decisions values (15, 'delete', 'root', '2026-11-29T04:44:44.306536Z', NULL, NULL, NULL, 'episode', 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'damaged', NULL, '{"episode_files": {"3,6": {"episode_id": 3, "video_file_id": 6}}, "episodes": {"3": {"id": 3, "series_id": 1, "season_number": 1, "episode_number": 3, "title": "Episode 3", "air_date": null, "duration_seconds": null, "overview": null, "file_path": "/videos/Series/Sherlock Holmes (1954)/Season 01/Sherlock Holmes - S01E02-E03.mkv", "file_hash": "730473393ed50ac9", "codec_video": "H.264", "codec_audio": "AAC", "resolution": "640x480", "languages_json": "[\"en\"]", "file_size_bytes": 2464, "created_at": "2026-11-29T04:44:36.185718Z", "updated_at": "2026-11-29T04:44:36.185847Z"}}, "trash": {"2": null}}', '{"episode_files": {"3,6": null}, "episodes": {"3": null}, "trash": {"2": {"id": 2, "entity_type": "episode", "original_id": 3, "metadata_json": "{\"title\": \"Episode 3\", \"season_number\": 1, \"episode_number\": 3, \"before\": {\"episode_files\": {\"3,6\": {\"episode_id\": 3, \"video_file_id\": 6}}, \"episodes\": {\"3\": {\"id\": 3, \"series_id\": 1, \"season_number\": 1, \"episode_number\": 3, \"title\": \"Episode 3\", \"air_date\": null, \"duration_seconds\": null, \"overview\": null, \"file_path\": \"/videos/Series/Sherlock Holmes (1954)/Season 01/Sherlock Holmes - S01E02-E03.mkv\", \"file_hash\": \"730473393ed50ac9\", \"codec_video\": \"H.264\", \"codec_audio\": \"AAC\", \"resolution\": \"640x480\", \"languages_json\": \"[\\\"en\\\"]\", \"file_size_bytes\": 2464, \"created_at\": \"2026-11-29T04:44:36.185718Z\", \"updated_at\": \"2026-11-29T04:44:36.185847Z\"}}}, \"after\": {\"episode_files\": {\"3,6\": null}, \"episodes\": {\"3\": null}}}", "deleted_at": "2026-11-29T04:44:44.306040Z", "deletion_reason": "damaged"}}}');
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
insert into _sqlite_migrations values (1, 'cineorg_catalog', '0001_utc_timestamps', '2026-11-29 04:44:35.484159+00:00');
insert into _sqlite_migrations values (2, 'cineorg_catalog', '0002_path_bytes', '2026-11-29 04:44:35.488558+00:00');
insert into _sqlite_migrations values (3, 'cineorg_catalog', '0003_link_files', '2026-11-29 04:44:35.488899+00:00');
insert into _sqlite_migrations values (4, 'cineorg_catalog', '0004_ids', '2026-11-29 04:44:35.489155+00:00');
insert into _sqlite_migrations values (5, 'cineorg_catalog', '0005_derived_columns', '2026-11-29 04:44:35.489443+00:00');
CREATE TABLE cineorg_ids (name text primary key, highest integer not null);
insert into cineorg_ids values ('movies', 5);
insert into cineorg_ids values ('titles', 1);
insert into cineorg_ids values ('episodes', 3);
CREATE VIRTUAL TABLE "video_files_fts" USING FTS5 (
    "filename", "path",
    tokenize='unicode61 remove_diacritics 2',
    content="video_files"
);
insert into video_files_fts(video_files_fts) values ('rebuild');
CREATE VIRTUAL TABLE "episodes_fts" USING FTS5 (
    "title", "overview",
    tokenize='unicode61 remove_diacritics 2',
    content="episodes"
);
insert into episodes_fts(episodes_fts) values ('rebuild');
CREATE VIRTUAL TABLE "titles_fts" USING FTS5 (
    "title",
    tokenize='unicode61 remove_diacritics 2',
    content="titles"
);
insert into titles_fts(titles_fts) values ('rebuild');
CREATE VIRTUAL TABLE "movies_fts" USING FTS5 (
    "title", "original_title", "overview",
    tokenize='unicode61 remove_diacritics 2',
    content="movies"
);
insert into movies_fts(movies_fts) values ('rebuild');
CREATE VIRTUAL TABLE "series_fts" USING FTS5 (
    "title", "original_title", "overview",
    tokenize='unicode61 remove_diacritics 2',
    content="series"
);
insert into series_fts(series_fts) values ('rebuild');
CREATE INDEX "ix_movies_tmdb_id"
    ON "movies" ("tmdb_id");
CREATE INDEX "ix_movies_imdb_id"
    ON "movies" ("imdb_id");
CREATE INDEX "ix_movies_title"
    ON "movies" ("title");
CREATE INDEX "ix_movies_year"
    ON "movies" ("year");
CREATE INDEX "ix_movies_file_path"
    ON "movies" ("file_path");
CREATE INDEX "ix_movies_file_hash"
    ON "movies" ("file_hash");
CREATE INDEX "ix_movies_codec_video"
    ON "movies" ("codec_video");
CREATE INDEX "ix_movies_resolution"
    ON "movies" ("resolution");
CREATE INDEX "ix_series_tvdb_id"
    ON "series" ("tvdb_id");
CREATE INDEX "ix_series_imdb_id"
    ON "series" ("imdb_id");
CREATE INDEX "ix_series_title"
    ON "series" ("title");
CREATE INDEX "ix_series_tmdb_id"
    ON "series" ("tmdb_id");
CREATE INDEX "ix_episodes_series_id"
    ON "episodes" ("series_id");
CREATE INDEX "ix_episodes_file_path"
    ON "episodes" ("file_path");
CREATE INDEX "ix_episodes_file_hash"
    ON "episodes" ("file_hash");
CREATE INDEX "ix_episodes_series_season_episode"
    ON "episodes" ("series_id", "season_number", "episode_number");
CREATE INDEX "ix_video_files_path"
    ON "video_files" ("path");
CREATE INDEX "ix_video_files_file_hash"
    ON "video_files" ("file_hash");
CREATE UNIQUE INDEX "ix_video_files_path_bytes"
    ON "video_files" ("path_bytes");
CREATE INDEX "ix_video_files_root"
    ON "video_files" ("root");
CREATE INDEX "ix_video_files_missing_since"
    ON "video_files" ("missing_since");
CREATE UNIQUE INDEX "ix_pending_validations_video_file_id"
    ON "pending_validations" ("video_file_id");
CREATE INDEX "ix_pending_validations_validation_status"
    ON "pending_validations" ("validation_status");
CREATE INDEX "ix_pending_validations_queue"
    ON "pending_validations" ("validation_status", "id", "video_file_id", "created_at", "series_key", "read_title", "best_score", "reasons_json");
CREATE INDEX "ix_pending_validations_video_file_id_read_year"
    ON "pending_validations" ("video_file_id", "read_year");
CREATE INDEX "ix_movie_files_video_file_id"
    ON "movie_files" ("video_file_id");
CREATE INDEX "ix_episode_files_video_file_id"
    ON "episode_files" ("video_file_id");
CREATE INDEX "ix_titles_work"
    ON "titles" ("work");
CREATE INDEX "ix_titles_title"
    ON "titles" ("title");
CREATE INDEX "ix_decisions_action"
    ON "decisions" ("action");
CREATE INDEX "ix_decisions_load_id"
    ON "decisions" ("load_id");
CREATE INDEX "ix_decisions_video_file_id"
    ON "decisions" ("video_file_id");
CREATE INDEX "ix_decisions_pending_id"
    ON "decisions" ("pending_id");
CREATE INDEX "ix_decisions_undoes"
    ON "decisions" ("undoes");
CREATE INDEX "ix_decisions_entity_type_entity_id"
    ON "decisions" ("entity_type", "entity_id");
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE TRIGGER "movies_ai" AFTER INSERT ON "movies" BEGIN
  INSERT INTO "movies_fts" (rowid, "title", "original_title", "overview") VALUES (new.rowid, new."title", new."original_title", new."overview");
END;
CREATE TRIGGER "movies_ad" AFTER DELETE ON "movies" BEGIN
  INSERT INTO "movies_fts" ("movies_fts", rowid, "title", "original_title", "overview") VALUES('delete', old.rowid, old."title", old."original_title", old."overview");
END;
CREATE TRIGGER "movies_au" AFTER UPDATE ON "movies" BEGIN
  INSERT INTO "movies_fts" ("movies_fts", rowid, "title", "original_title", "overview") VALUES('delete', old.rowid, old."title", old."original_title", old."overview");
  INSERT INTO "movies_fts" (rowid, "title", "original_title", "overview") VALUES (new.rowid, new."title", new."original_title", new."overview");
END;
CREATE TRIGGER "series_ai" AFTER INSERT ON "series" BEGIN
  INSERT INTO "series_fts" (rowid, "title", "original_title", "overview") VALUES (new.rowid, new."title", new."original_title", new."overview");
END;
CREATE TRIGGER "series_ad" AFTER DELETE ON "series" BEGIN
  INSERT INTO "series_fts" ("series_fts", rowid, "title", "original_title", "overview") VALUES('delete', old.rowid, old."title", old."original_title", old."overview");
END;
CREATE TRIGGER "series_au" AFTER UPDATE ON "series" BEGIN
  INSERT INTO "series_fts" ("series_fts", rowid, "title", "original_title", "overview") VALUES('delete', old.rowid, old."title", old."original_title", old."overview");
  INSERT INTO "series_fts" (rowid, "title", "original_title", "overview") VALUES (new.rowid, new."title", new."original_title", new."overview");
END;
CREATE TRIGGER "episodes_ai" AFTER INSERT ON "episodes" BEGIN
  INSERT INTO "episodes_fts" (rowid, "title", "overview") VALUES (new.rowid, new."title", new."overview");
END;
CREATE TRIGGER "episodes_ad" AFTER DELETE ON "episodes" BEGIN
  INSERT INTO "episodes_fts" ("episodes_fts", rowid, "title", "overview") VALUES('delete', old.rowid, old."title", old."overview");
END;
CREATE TRIGGER "episodes_au" AFTER UPDATE ON "episodes" BEGIN
  INSERT INTO "episodes_fts" ("episodes_fts", rowid, "title", "overview") VALUES('delete', old.rowid, old."title", old."overview");
  INSERT INTO "episodes_fts" (rowid, "title", "overview") VALUES (new.rowid, new."title", new."overview");
END;
CREATE TRIGGER ck_video_files_kind_hint_insert before insert on video_files when new.kind_hint is not null and new.kind_hint not in ('movie', 'series') begin select raise(abort, 'video_files.kind_hint must be one of movie, series'); end;
CREATE TRIGGER ck_video_files_kind_hint_update before update on video_files when new.kind_hint is not null and new.kind_hint not in ('movie', 'series') begin select raise(abort, 'video_files.kind_hint must be one of movie, series'); end;
CREATE TRIGGER "video_files_ai" AFTER INSERT ON "video_files" BEGIN
  INSERT INTO "video_files_fts" (rowid, "filename", "path") VALUES (new.rowid, new."filename", new."path");
END;
CREATE TRIGGER "video_files_ad" AFTER DELETE ON "video_files" BEGIN
  INSERT INTO "video_files_fts" ("video_files_fts", rowid, "filename", "path") VALUES('delete', old.rowid, old."filename", old."path");
END;
CREATE TRIGGER "video_files_au" AFTER UPDATE ON "video_files" BEGIN
  INSERT INTO "video_files_fts" ("video_files_fts", rowid, "filename", "path") VALUES('delete', old.rowid, old."filename", old."path");
  INSERT INTO "video_files_fts" (rowid, "filename", "path") VALUES (new.rowid, new."filename", new."path");
END;
CREATE TRIGGER ck_pending_validations_validation_status_insert before insert on pending_validations when new.validation_status is not null and new.validation_status not in ('pending', 'validated', 'rejected') begin select raise(abort, 'pending_validations.validation_status must be one of pending, validated, rejected'); end;
CREATE TRIGGER ck_pending_validations_validation_status_update before update on pending_validations when new.validation_status is not null and new.validation_status not in ('pending', 'validated', 'rejected') begin select raise(abort, 'pending_validations.validation_status must be one of pending, validated, rejected'); end;
CREATE TRIGGER derive_pending_validations_insert after insert on pending_validations begin update pending_validations set best_score = case when json_valid(new.candidates_json) and json_type(new.candidates_json, '$[0].score') in ('integer', 'real') then json_extract(new.candidates_json, '$[0].score') end, series_key = case when json_valid(new.parsed_json) and json_type(new.parsed_json, '$.series_key') in ('text') then json_extract(new.parsed_json, '$.series_key') end, read_title = case when json_valid(new.parsed_json) and json_type(new.parsed_json, '$.title') in ('text') then json_extract(new.parsed_json, '$.title') end, read_year = case when json_valid(new.parsed_json) and json_type(new.parsed_json, '$.year') in ('integer') then json_extract(new.parsed_json, '$.year') end where rowid = new.rowid; end;
CREATE TRIGGER derive_pending_validations_update after update of candidates_json, parsed_json on pending_validations begin update pending_validations set best_score = case when json_valid(new.candidates_json) and json_type(new.candidates_json, '$[0].score') in ('integer', 'real') then json_extract(new.candidates_json, '$[0].score') end, series_key = case when json_valid(new.parsed_json) and json_type(new.parsed_json, '$.series_key') in ('text') then json_extract(new.parsed_json, '$.series_key') end, read_title = case when json_valid(new.parsed_json) and json_type(new.parsed_json, '$.title') in ('text') then json_extract(new.parsed_json, '$.title') end, read_year = case when json_valid(new.parsed_json) and json_type(new.parsed_json, '$.year') in ('integer') then json_extract(new.parsed_json, '$.year') end where rowid = new.rowid; end;
CREATE TRIGGER ck_trash_entity_type_insert before insert on trash when new.entity_type is not null and new.entity_type not in ('movie', 'series', 'episode', 'video_file') begin select raise(abort, 'trash.entity_type must be one of movie, series, episode, video_file'); end;
CREATE TRIGGER ck_trash_entity_type_update before update on trash when new.entity_type is not null and new.entity_type not in ('movie', 'series', 'episode', 'video_file') begin select raise(abort, 'trash.entity_type must be one of movie, series, episode, video_file'); end;
CREATE TRIGGER ck_titles_kind_insert before insert on titles when new.kind is not null and new.kind not in ('original', 'translated', 'alternative') begin select raise(abort, 'titles.kind must be one of original, translated, alternative'); end;
CREATE TRIGGER ck_titles_kind_update before update on titles when new.kind is not null and new.kind not in ('original', 'translated', 'alternative') begin select raise(abort, 'titles.kind must be one of original, translated, alternative'); end;
CREATE TRIGGER "titles_ai" AFTER INSERT ON "titles" BEGIN
  INSERT INTO "titles_fts" (rowid, "title") VALUES (new.rowid, new."title");
END;
CREATE TRIGGER "titles_ad" AFTER DELETE ON "titles" BEGIN
  INSERT INTO "titles_fts" ("titles_fts", rowid, "title") VALUES('delete', old.rowid, old."title");
END;
CREATE TRIGGER "titles_au" AFTER UPDATE ON "titles" BEGIN
  INSERT INTO "titles_fts" ("titles_fts", rowid, "title") VALUES('delete', old.rowid, old."title");
  INSERT INTO "titles_fts" (rowid, "title") VALUES (new.rowid, new."title");
END;
CREATE TRIGGER ck_loads_status_insert before insert on loads when new.status is not null and new.status not in ('running', 'finished', 'interrupted', 'failed') begin select raise(abort, 'loads.status must be one of running, finished, interrupted, failed'); end;
CREATE TRIGGER ck_loads_status_update before update on loads when new.status is not null and new.status not in ('running', 'finished', 'interrupted', 'failed') begin select raise(abort, 'loads.status must be one of running, finished, interrupted, failed'); end;
CREATE TRIGGER ck_decisions_action_insert before insert on decisions when new.action is not null and new.action not in ('approve', 'auto', 'reject', 'edit', 'delete', 'restore', 'undo', 'move') begin select raise(abort, 'decisions.action must be one of approve, auto, reject, edit, delete, restore, undo, move'); end;
CREATE TRIGGER ck_decisions_action_update before update on decisions when new.action is not null and new.action not in ('approve', 'auto', 'reject', 'edit', 'delete', 'restore', 'undo', 'move') begin select raise(abort, 'decisions.action must be one of approve, auto, reject, edit, delete, restore, undo, move'); end;
CREATE TRIGGER ck_decisions_no_update before update on decisions begin select raise(abort, 'decisions is append-only'); end;
CREATE TRIGGER ck_decisions_no_delete before delete on decisions begin select raise(abort, 'decisions is append-only'); end;
pragma user_version=0;
