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
   "poster_file" TEXT,
   "sort_title" TEXT,
   "countries_json" TEXT,
   "rating" REAL,
   "collection" TEXT,
   "provenance_json" TEXT
);
insert into movies values (1, NULL, 'tt0017136', 'Metropolis, restored', 'Metropolis', 1927, '["Drama", "Sci-Fi"]', 9180, 'A city.', NULL, '/videos/Films/Metropolis (1927)/Metropolis (1927) {imdb-tt0017136}.mkv', 'f5b19f73e9a712ef', 'HEVC', 'AAC', '1440x1080', '["de"]', 12440, '2026-11-29T18:58:03.546074Z', '2026-11-29T18:58:09.899311Z', NULL, 'metropolis restored', NULL, NULL, NULL, '{"title":["owner","",""],"original_title":["shipped","tt0017136",""],"overview":["owner","",""],"year":["nfo","1",""],"genres":["shipped","tt0017136",""],"duration_seconds":["shipped","tt0017136",""]}');
insert into movies values (4, NULL, NULL, 'Our Summer', NULL, 2019, NULL, NULL, NULL, NULL, '/videos/Films/Our Summer on the Coast (2019).mp4', '045e87f49bbabdf6', 'H.264', 'AAC', '1280x720', '["fr"]', 3311, '2026-11-29T18:58:06.369319Z', '2026-11-29T18:58:06.377638Z', NULL, 'our summer', NULL, NULL, NULL, '{"title":["owner","",""],"year":["owner","",""]}');
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
   "poster_file" TEXT,
   "sort_title" TEXT,
   "countries_json" TEXT,
   "rating" REAL,
   "collection" TEXT,
   "provenance_json" TEXT
);
insert into series values (1, NULL, 'tt0046642', 'Sherlock Holmes', 'Sherlock Holmes', 1954, '["Crime", "Drama", "Mystery"]', NULL, NULL, '2026-11-29T18:58:03.569541Z', '2026-11-29T18:58:03.569554Z', NULL, NULL, 'sherlock holmes', NULL, NULL, NULL, '{"title":["shipped","tt0046642",""],"original_title":["shipped","tt0046642",""],"year":["shipped","tt0046642",""],"genres":["shipped","tt0046642",""]}');
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
   "updated_at" TEXT,
   "provenance_json" TEXT
);
insert into episodes values (1, 1, 1, 1, 'The Case of the Cunningham Heritage', NULL, NULL, NULL, '/videos/Series/Sherlock Holmes (1954)/Season 01/Sherlock Holmes - S01E01 - The Case of the Cunningham Heritage.mkv', 'df8beafec0fc9131', 'H.264', 'AAC', '640x480', '["en"]', 2091, '2026-11-29T18:58:03.576550Z', '2026-11-29T18:58:03.580429Z', '{"title":["name","5",""]}');
insert into episodes values (2, 1, 1, 2, 'Episode 2', NULL, NULL, NULL, '/videos/Series/Sherlock Holmes (1954)/Season 01/Sherlock Holmes - S01E02-E03.mkv', '730473393ed50ac9', 'H.264', 'AAC', '640x480', '["en"]', 2464, '2026-11-29T18:58:03.582928Z', '2026-11-29T18:58:03.588197Z', '{}');
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
   "full_hash" TEXT,
   "device" INTEGER,
   "inode" INTEGER,
   "part" INTEGER,
   "parts" INTEGER,
   "edition" TEXT
);
insert into video_files values (1, '/videos/Films/Metropolis (1927)/Metropolis (1927) {imdb-tt0017136}.mkv', 'Metropolis (1927) {imdb-tt0017136}.mkv', 'f5b19f73e9a712ef', 12440, 'HEVC', 'AAC', 1440, 1080, 9148, '["de"]', '2026-11-29T18:58:03.416375Z', '2026-11-29T18:58:03.416381Z', X'2F766964656F732F46696C6D732F4D6574726F706F6C6973202831393237292F4D6574726F706F6C697320283139323729207B696D64622D7474303031373133367D2E6D6B76', '/videos', 1795950688125642573, NULL, NULL, '["en"]', 'movie', NULL, 65024, 12091397, NULL, NULL, NULL);
insert into video_files values (2, '/videos/Films/Nosferatu.1922.mkv', 'Nosferatu.1922.mkv', '4b92c1254242ac8e', 5154, 'H.264', 'AAC', 1440, 1080, 5670, '["de"]', '2026-11-29T18:58:03.418401Z', '2026-11-29T18:58:03.418407Z', X'2F766964656F732F46696C6D732F4E6F736665726174752E313932322E6D6B76', '/videos', 1795978680750847246, NULL, NULL, '["de", "en"]', 'movie', NULL, 65024, 12091398, NULL, NULL, NULL);
insert into video_files values (3, '/videos/Films/Our Summer on the Coast (2019).mp4', 'Our Summer on the Coast (2019).mp4', '045e87f49bbabdf6', 3311, 'H.264', 'AAC', 1280, 720, 2820, '["fr"]', '2026-11-29T18:58:03.418704Z', '2026-11-29T18:58:03.418710Z', X'2F766964656F732F46696C6D732F4F75722053756D6D6572206F6E2074686520436F617374202832303139292E6D7034', '/videos', 1795978680752199732, NULL, NULL, NULL, 'movie', NULL, 65024, 12091400, NULL, NULL, NULL);
insert into video_files values (4, '/videos/Films/The Phantom of the Opera.mkv', 'The Phantom of the Opera.mkv', '5377e3baad197f69', 4739, 'H.264', 'AAC', 1440, 1080, 5551, '["en"]', '2026-11-29T18:58:03.419026Z', '2026-11-29T18:58:16.134857Z', X'2F766964656F732F46696C6D732F546865205068616E746F6D206F6620746865204F706572612E6D6B76', '/videos', 1795978680751952839, '2026-11-29T18:58:16.134568Z', NULL, NULL, 'movie', NULL, 65024, 12091399, NULL, NULL, NULL);
insert into video_files values (5, '/videos/Series/Sherlock Holmes (1954)/Season 01/Sherlock Holmes - S01E01 - The Case of the Cunningham Heritage.mkv', 'Sherlock Holmes - S01E01 - The Case of the Cunningham Heritage.mkv', 'df8beafec0fc9131', 2091, 'H.264', 'AAC', 640, 480, 1600, '["en"]', '2026-11-29T18:58:03.423523Z', '2026-11-29T18:58:03.423528Z', X'2F766964656F732F5365726965732F536865726C6F636B20486F6C6D6573202831393534292F536561736F6E2030312F536865726C6F636B20486F6C6D6573202D20533031453031202D205468652043617365206F66207468652043756E6E696E6768616D2048657269746167652E6D6B76', '/videos', 1795978680753275720, NULL, NULL, '["en"]', 'series', NULL, 65024, 12091404, NULL, NULL, NULL);
insert into video_files values (6, '/videos/Series/Sherlock Holmes (1954)/Season 01/Sherlock Holmes - S01E02-E03.mkv', 'Sherlock Holmes - S01E02-E03.mkv', '730473393ed50ac9', 2464, 'H.264', 'AAC', 640, 480, 3192, '["en"]', '2026-11-29T18:58:03.424014Z', '2026-11-29T18:58:03.424020Z', X'2F766964656F732F5365726965732F536865726C6F636B20486F6C6D6573202831393534292F536561736F6E2030312F536865726C6F636B20486F6C6D6573202D205330314530322D4530332E6D6B76', '/videos', 1795978680753485734, NULL, NULL, '["en"]', 'series', NULL, 65024, 12091405, NULL, NULL, NULL);
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
   "read_year" INTEGER,
   "read_season" INTEGER,
   "read_episode" INTEGER
);
insert into pending_validations values (1, 1, '[{"id": "tt0017136", "source": "imdb", "kind": "movie", "title": "Metropolis", "original_title": "Metropolis", "matched_title": null, "year": 1927, "duration_seconds": 9180, "season": null, "episodes": null, "imdb_id": "tt0017136", "tmdb_id": null, "tvdb_id": null, "overview": null, "poster_path": null, "genres": ["Drama", "Sci-Fi"], "shipped": true, "score": 100.0, "evidence": [{"what": "id", "level": "for", "values": {"id": "tt0017136", "title": "Metropolis", "year": 1927}, "value": 100, "weight": 100, "note": "tt0017136 is Metropolis (1927), found in the name"}]}]', 1, 'validated', 'tt0017136', '2026-11-29T18:58:03.543806Z', '{"kind": "movie", "title": "Metropolis", "year": 1927, "season": null, "episodes": [], "date": null, "absolute": [], "part": null, "edition": null, "country": null, "ids": {"imdb": "tt0017136"}, "other_titles": [], "air_year": false, "bracketed": null, "shorter": null, "literal": null, "behind_year": null, "clear": true, "episode_title": null, "like_tags": null, "series_key": null}', '[{"what": "id", "level": "for", "values": {"id": "tt0017136", "title": "Metropolis", "year": 1927}, "value": 100, "weight": 100, "note": "tt0017136 is Metropolis (1927), found in the name"}]', 'id in the name', '5', '2026-11-29', 100.0, NULL, 'Metropolis', 1927, NULL, NULL);
insert into pending_validations values (2, 2, '[{"id": "tt0013442", "source": "imdb", "kind": "movie", "title": "Nosferatu", "original_title": "Nosferatu, eine Symphonie des Grauens", "matched_title": "Nosferatu", "year": 1922, "duration_seconds": 5640, "season": null, "episodes": null, "imdb_id": "tt0013442", "tmdb_id": null, "tvdb_id": null, "overview": null, "poster_path": null, "genres": ["Fantasy", "Horror"], "shipped": true, "score": 100.0, "evidence": [{"what": "title", "level": "for", "values": {"how": "exact", "title": "Nosferatu", "sought": "Nosferatu", "language": null, "other": false}, "value": 100.0, "weight": 50, "note": "same title"}, {"what": "year", "level": "for", "values": {"name": 1922, "title": 1922, "kind": "movie"}, "value": 100, "weight": 25, "note": "1922 in both"}, {"what": "duration", "level": "for", "values": {"file": 5670, "title": 5640}, "value": 100, "weight": 25, "note": "94 min, the film has 94"}]}, {"id": "tt5040012", "source": "imdb", "kind": "movie", "title": "Nosferatu", "original_title": "Nosferatu", "matched_title": "Nosferatu", "year": 2024, "duration_seconds": 7920, "season": null, "episodes": null, "imdb_id": "tt5040012", "tmdb_id": null, "tvdb_id": null, "overview": null, "poster_path": null, "genres": ["Fantasy", "Horror", "Mystery"], "shipped": true, "score": 50.0, "evidence": [{"what": "title", "level": "for", "values": {"how": "exact", "title": "Nosferatu", "sought": "Nosferatu", "language": null, "other": false}, "value": 100.0, "weight": 50, "note": "same title"}, {"what": "year", "level": "neutral", "values": {"name": 1922, "title": 2024, "kind": "movie"}, "value": 0, "weight": 25, "note": "the file name says 1922, the film is from 2024"}, {"what": "duration", "level": "neutral", "values": {"file": 5670, "title": 7920}, "value": 0, "weight": 25, "note": "94 min, the film has 132"}, {"what": "other_year", "level": "against", "values": {"name": 1922, "title": 2024, "kind": "movie"}, "value": 0, "weight": 0, "note": "the file name says 1922, the film is from 2024"}, {"what": "duration_far", "level": "against", "values": {"file": 5670, "title": 7920}, "value": 0, "weight": 0, "note": "the file is 38 min shorter"}]}]', 1, 'rejected', 'tt0013442', '2026-11-29T18:58:03.558810Z', '{"kind": "movie", "title": "Nosferatu", "year": 1922, "season": null, "episodes": [], "date": null, "absolute": [], "part": null, "edition": null, "country": null, "ids": {}, "other_titles": [], "air_year": false, "bracketed": null, "shorter": null, "literal": "Nosferatu 1922", "behind_year": null, "clear": true, "episode_title": null, "like_tags": null, "series_key": null}', '[{"what": "title", "level": "for", "values": {"how": "exact", "title": "Nosferatu", "sought": "Nosferatu", "language": null, "other": false}, "value": 100.0, "weight": 50, "note": "same title"}, {"what": "year", "level": "for", "values": {"name": 1922, "title": 1922, "kind": "movie"}, "value": 100, "weight": 25, "note": "1922 in both"}, {"what": "duration", "level": "for", "values": {"file": 5670, "title": 5640}, "value": 100, "weight": 25, "note": "94 min, the film has 94"}]', 'certain', '5', '2026-11-29', 100.0, NULL, 'Nosferatu', 1922, NULL, NULL);
insert into pending_validations values (3, 3, '[{"id": "our-summer-2019", "source": "manual", "kind": "movie", "title": "Our Summer", "original_title": null, "matched_title": null, "year": 2019, "duration_seconds": null, "season": null, "episodes": null, "imdb_id": null, "tmdb_id": null, "tvdb_id": null, "overview": null, "poster_path": null, "genres": [], "score": 0.0, "evidence": []}]', 0, 'validated', 'our-summer-2019', '2026-11-29T18:58:03.565635Z', '{"kind": "movie", "title": "Our Summer on the Coast", "year": 2019, "season": null, "episodes": [], "date": null, "absolute": [], "part": null, "edition": null, "country": null, "ids": {}, "other_titles": [], "air_year": false, "bracketed": null, "shorter": null, "literal": null, "behind_year": null, "clear": true, "episode_title": null, "like_tags": null, "series_key": null}', '[{"what": "no_candidate", "level": "against", "values": {"title": "Our Summer on the Coast"}, "value": 0, "weight": 0, "note": "the title database has no title like “Our Summer on the Coast”"}]', 'certain', '5', '2026-11-29', 0.0, NULL, 'Our Summer on the Coast', 2019, NULL, NULL);
insert into pending_validations values (4, 4, '[{"id": "tt0016220", "source": "imdb", "kind": "movie", "title": "The Phantom of the Opera", "original_title": "The Phantom of the Opera", "matched_title": "The Phantom of the Opera", "year": 1925, "duration_seconds": 5580, "season": null, "episodes": null, "imdb_id": "tt0016220", "tmdb_id": null, "tvdb_id": null, "overview": null, "poster_path": null, "genres": ["Horror", "Romance"], "shipped": true, "score": 75.0, "evidence": [{"what": "title", "level": "for", "values": {"how": "exact", "title": "The Phantom of the Opera", "sought": "The Phantom of the Opera", "language": null, "other": false}, "value": 100.0, "weight": 50, "note": "same title"}, {"what": "year", "level": "neutral", "values": {"name": null, "title": 1925, "kind": "movie"}, "value": 0, "weight": 25, "note": "no year in the name"}, {"what": "duration", "level": "for", "values": {"file": 5551, "title": 5580}, "value": 100, "weight": 25, "note": "93 min, the film has 93"}, {"what": "no_year", "level": "against", "values": {"name": null, "title": 1925, "kind": "movie", "works": 4, "first": 1925, "last": 2004}, "value": 0, "weight": 0, "note": "4 films of this title, 1925–2004"}]}, {"id": "tt0036261", "source": "imdb", "kind": "movie", "title": "Phantom of the Opera", "original_title": "Phantom of the Opera", "matched_title": "Phantom of the Opera", "year": 1943, "duration_seconds": 5520, "season": null, "episodes": null, "imdb_id": "tt0036261", "tmdb_id": null, "tvdb_id": null, "overview": null, "poster_path": null, "genres": ["Drama", "Horror", "Music"], "shipped": true, "score": 75.0, "evidence": [{"what": "title", "level": "for", "values": {"how": "exact", "title": "Phantom of the Opera", "sought": "The Phantom of the Opera", "language": null, "other": false}, "value": 100.0, "weight": 50, "note": "same title"}, {"what": "year", "level": "neutral", "values": {"name": null, "title": 1943, "kind": "movie"}, "value": 0, "weight": 25, "note": "no year in the name"}, {"what": "duration", "level": "for", "values": {"file": 5551, "title": 5520}, "value": 100, "weight": 25, "note": "93 min, the film has 92"}, {"what": "no_year", "level": "against", "values": {"name": null, "title": 1943, "kind": "movie", "works": 4, "first": 1925, "last": 2004}, "value": 0, "weight": 0, "note": "4 films of this title, 1925–2004"}, {"what": "other_article", "level": "against", "values": {"name": "The Phantom of the Opera", "title": "Phantom of the Opera"}, "value": 0, "weight": 0, "note": "the file name says “The Phantom of the Opera”, the title is “Phantom of the Opera”"}]}, {"id": "tt0056347", "source": "imdb", "kind": "movie", "title": "The Phantom of the Opera", "original_title": "The Phantom of the Opera", "matched_title": "The Phantom of the Opera", "year": 1962, "duration_seconds": 5040, "season": null, "episodes": null, "imdb_id": "tt0056347", "tmdb_id": null, "tvdb_id": null, "overview": null, "poster_path": null, "genres": ["Drama", "Horror", "Music"], "shipped": true, "score": 62.5, "evidence": [{"what": "title", "level": "for", "values": {"how": "exact", "title": "The Phantom of the Opera", "sought": "The Phantom of the Opera", "language": null, "other": false}, "value": 100.0, "weight": 50, "note": "same title"}, {"what": "year", "level": "neutral", "values": {"name": null, "title": 1962, "kind": "movie"}, "value": 0, "weight": 25, "note": "no year in the name"}, {"what": "duration", "level": "neutral", "values": {"file": 5551, "title": 5040}, "value": 50, "weight": 25, "note": "93 min, the film has 84"}, {"what": "no_year", "level": "against", "values": {"name": null, "title": 1962, "kind": "movie", "works": 4, "first": 1925, "last": 2004}, "value": 0, "weight": 0, "note": "4 films of this title, 1925–2004"}]}, {"id": "tt0293508", "source": "imdb", "kind": "movie", "title": "The Phantom of the Opera", "original_title": "The Phantom of the Opera", "matched_title": "The Phantom of the Opera", "year": 2004, "duration_seconds": 8580, "season": null, "episodes": null, "imdb_id": "tt0293508", "tmdb_id": null, "tvdb_id": null, "overview": null, "poster_path": null, "genres": ["Drama", "Music", "Romance"], "shipped": true, "score": 50.0, "evidence": [{"what": "title", "level": "for", "values": {"how": "exact", "title": "The Phantom of the Opera", "sought": "The Phantom of the Opera", "language": null, "other": false}, "value": 100.0, "weight": 50, "note": "same title"}, {"what": "year", "level": "neutral", "values": {"name": null, "title": 2004, "kind": "movie"}, "value": 0, "weight": 25, "note": "no year in the name"}, {"what": "duration", "level": "neutral", "values": {"file": 5551, "title": 8580}, "value": 0, "weight": 25, "note": "93 min, the film has 143"}, {"what": "no_year", "level": "against", "values": {"name": null, "title": 2004, "kind": "movie", "works": 4, "first": 1925, "last": 2004}, "value": 0, "weight": 0, "note": "4 films of this title, 1925–2004"}, {"what": "duration_far", "level": "against", "values": {"file": 5551, "title": 8580}, "value": 0, "weight": 0, "note": "the file is 50 min shorter"}]}]', 0, 'rejected', NULL, '2026-11-29T18:58:03.566221Z', '{"kind": "movie", "title": "The Phantom of the Opera", "year": null, "season": null, "episodes": [], "date": null, "absolute": [], "part": null, "edition": null, "country": null, "ids": {}, "other_titles": [], "air_year": false, "bracketed": null, "shorter": null, "literal": null, "behind_year": null, "clear": false, "episode_title": null, "like_tags": null, "series_key": null}', '[{"what": "no_year", "level": "against", "values": {"name": null, "title": 1925, "kind": "movie", "works": 4, "first": 1925, "last": 2004}, "value": 0, "weight": 0, "note": "4 films of this title, 1925–2004"}, {"what": "low_score", "level": "against", "values": {"score": 75.0, "needed": 85.0, "parts": [["title", 50.0, 50], ["year", 0.0, 25], ["duration", 25.0, 25]]}, "value": 0, "weight": 0, "note": "75 of the 85 needed (title 50 of 50, year 0 of 25, running time 25 of 25)"}]', 'certain', '5', '2026-11-29', 75.0, NULL, 'The Phantom of the Opera', NULL, NULL, NULL);
insert into pending_validations values (5, 5, '[{"id": "tt0046642", "source": "imdb", "kind": "series", "title": "Sherlock Holmes", "original_title": "Sherlock Holmes", "matched_title": "Sherlock Holmes", "year": 1954, "duration_seconds": 1560, "season": 1, "episodes": [1], "imdb_id": "tt0046642", "tmdb_id": null, "tvdb_id": null, "overview": null, "poster_path": null, "genres": ["Crime", "Drama", "Mystery"], "shipped": true, "score": 100.0, "evidence": [{"what": "title", "level": "for", "values": {"how": "exact", "title": "Sherlock Holmes", "sought": "Sherlock Holmes", "language": null, "other": false}, "value": 100.0, "weight": 100, "note": "same title"}, {"what": "year", "level": "for", "values": {"name": 1954, "title": 1954, "kind": "series"}, "value": 100, "weight": 0, "note": "1954 in both"}]}]', 1, 'validated', 'tt0046642', '2026-11-29T18:58:03.567161Z', '{"kind": "series", "title": "Sherlock Holmes", "year": 1954, "season": 1, "episodes": [1], "date": null, "absolute": [], "part": null, "edition": null, "country": null, "ids": {}, "other_titles": [], "air_year": false, "bracketed": null, "shorter": null, "literal": null, "behind_year": null, "clear": true, "episode_title": "The Case of the Cunningham Heritage", "like_tags": null, "series_key": "sherlockholmes/1954/"}', '[{"what": "title", "level": "for", "values": {"how": "exact", "title": "Sherlock Holmes", "sought": "Sherlock Holmes", "language": null, "other": false}, "value": 100.0, "weight": 100, "note": "same title"}, {"what": "year", "level": "for", "values": {"name": 1954, "title": 1954, "kind": "series"}, "value": 100, "weight": 0, "note": "1954 in both"}]', 'certain', '5', '2026-11-29', 100.0, 'sherlockholmes/1954/', 'Sherlock Holmes', 1954, 1, 1);
insert into pending_validations values (6, 6, '[{"id": "tt0046642", "source": "imdb", "kind": "series", "title": "Sherlock Holmes", "original_title": "Sherlock Holmes", "matched_title": "Sherlock Holmes", "year": 1954, "duration_seconds": 1560, "season": 1, "episodes": [2, 3], "imdb_id": "tt0046642", "tmdb_id": null, "tvdb_id": null, "overview": null, "poster_path": null, "genres": ["Crime", "Drama", "Mystery"], "shipped": true, "score": 100.0, "evidence": [{"what": "title", "level": "for", "values": {"how": "exact", "title": "Sherlock Holmes", "sought": "Sherlock Holmes", "language": null, "other": false}, "value": 100.0, "weight": 100, "note": "same title"}, {"what": "year", "level": "for", "values": {"name": 1954, "title": 1954, "kind": "series"}, "value": 100, "weight": 0, "note": "1954 in both"}]}]', 1, 'validated', 'tt0046642', '2026-11-29T18:58:03.581506Z', '{"kind": "series", "title": "Sherlock Holmes", "year": 1954, "season": 1, "episodes": [2, 3], "date": null, "absolute": [], "part": null, "edition": null, "country": null, "ids": {}, "other_titles": [], "air_year": false, "bracketed": null, "shorter": null, "literal": null, "behind_year": null, "clear": true, "episode_title": null, "like_tags": null, "series_key": "sherlockholmes/1954/"}', '[{"what": "title", "level": "for", "values": {"how": "exact", "title": "Sherlock Holmes", "sought": "Sherlock Holmes", "language": null, "other": false}, "value": 100.0, "weight": 100, "note": "same title"}, {"what": "year", "level": "for", "values": {"name": 1954, "title": 1954, "kind": "series"}, "value": 100, "weight": 0, "note": "1954 in both"}]', 'certain', '5', '2026-11-29', 100.0, 'sherlockholmes/1954/', 'Sherlock Holmes', 1954, 1, 2);
CREATE TABLE "trash" (
   "id" INTEGER PRIMARY KEY,
   "entity_type" TEXT NOT NULL,
   "original_id" INTEGER NOT NULL,
   "metadata_json" TEXT NOT NULL,
   "deleted_at" TEXT NOT NULL,
   "deletion_reason" TEXT
);
insert into trash values (1, 'movie', 2, '{"title": "Nosferatu", "year": 1922, "before": {"movie_files": {"2,2": {"movie_id": 2, "video_file_id": 2, "edition": null, "source": null, "is_main": 1}}, "external_ids": {"2": {"id": 2, "movie_id": 2, "series_id": null, "episode_id": null, "source": "imdb", "source_id": "tt0013442"}}, "movies": {"2": {"id": 2, "tmdb_id": null, "imdb_id": "tt0013442", "title": "Nosferatu", "original_title": "Nosferatu, eine Symphonie des Grauens", "year": 1922, "genres_json": "[\"Fantasy\", \"Horror\"]", "duration_seconds": 5640, "overview": null, "poster_path": null, "file_path": "/videos/Films/Nosferatu.1922.mkv", "file_hash": "4b92c1254242ac8e", "codec_video": "H.264", "codec_audio": "AAC", "resolution": "1440x1080", "languages_json": "[\"de\"]", "file_size_bytes": 5154, "created_at": "2026-11-29T18:58:03.560144Z", "updated_at": "2026-11-29T18:58:03.563699Z", "poster_file": null, "sort_title": "nosferatu", "countries_json": null, "rating": null, "collection": null, "provenance_json": "{\"title\":[\"shipped\",\"tt0013442\",\"\"],\"original_title\":[\"shipped\",\"tt0013442\",\"\"],\"year\":[\"shipped\",\"tt0013442\",\"\"],\"genres\":[\"shipped\",\"tt0013442\",\"\"],\"duration_seconds\":[\"shipped\",\"tt0013442\",\"\"]}"}}, "pending_validations": {"2": {"validation_status": "validated"}}}, "after": {"movie_files": {"2,2": null}, "external_ids": {"2": null}, "movies": {"2": null}, "pending_validations": {"2": {"validation_status": "rejected"}}}}', '2026-11-29T18:58:13.670091Z', 'given away');
insert into trash values (2, 'episode', 3, '{"title": "Episode 3", "season_number": 1, "episode_number": 3, "before": {"episode_files": {"3,6": {"episode_id": 3, "video_file_id": 6}}, "episodes": {"3": {"id": 3, "series_id": 1, "season_number": 1, "episode_number": 3, "title": "Episode 3", "air_date": null, "duration_seconds": null, "overview": null, "file_path": "/videos/Series/Sherlock Holmes (1954)/Season 01/Sherlock Holmes - S01E02-E03.mkv", "file_hash": "730473393ed50ac9", "codec_video": "H.264", "codec_audio": "AAC", "resolution": "640x480", "languages_json": "[\"en\"]", "file_size_bytes": 2464, "created_at": "2026-11-29T18:58:03.583166Z", "updated_at": "2026-11-29T18:58:03.588620Z", "provenance_json": "{}"}}}, "after": {"episode_files": {"3,6": null}, "episodes": {"3": null}}}', '2026-11-29T18:58:14.615758Z', 'damaged');
CREATE TABLE "movie_files" (
   "movie_id" INTEGER NOT NULL REFERENCES "movies"("id"),
   "video_file_id" INTEGER NOT NULL REFERENCES "video_files"("id"),
   "edition" TEXT,
   "source" TEXT,
   "is_main" INTEGER NOT NULL DEFAULT 0,
   PRIMARY KEY ("movie_id", "video_file_id")
);
insert into movie_files values (1, 1, NULL, NULL, 1);
insert into movie_files values (4, 3, NULL, NULL, 1);
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
   "kind" TEXT NOT NULL,
   "source" TEXT
);
insert into titles values (2, 'movie:4', 'Our Summer on the Coast', NULL, 'alternative', 'name');
insert into titles values (3, 'movie:1', 'Metropolis', NULL, 'alternative', 'nfo');
CREATE TABLE "roots" (
   "id" INTEGER PRIMARY KEY,
   "path" TEXT NOT NULL,
   "path_bytes" BLOB,
   "kind" TEXT,
   "device" INTEGER,
   "first_seen" TEXT,
   "last_seen" TEXT,
   "exclude_json" TEXT
);
insert into roots values (1, '/videos', X'2F766964656F73', NULL, 65024, '2026-11-29T18:58:02.409277Z', '2026-11-29T18:58:16.134257Z', NULL);
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
insert into loads values (1, 'scan', '["/videos"]', '{"kind": null, "min_size": 1, "follow_symlinks": false, "identify": true}', '2026-11-29T18:58:02.402052Z', '2026-11-29T18:58:03.591799Z', 'finished', '{"files": {"seen": 6, "new": 6, "changed": 0, "unchanged": 0, "moved": 0, "missing": 0, "returned": 0, "skipped": 0}, "identified": {"auto": 4, "pending": 1, "none": 1}}', '[]', 14222, 'host');
insert into loads values (2, 'scan', '["/videos"]', '{"kind": null, "min_size": 1, "follow_symlinks": false, "identify": true}', '2026-11-29T18:58:16.122396Z', '2026-11-29T18:58:16.144850Z', 'finished', '{"files": {"seen": 5, "new": 0, "changed": 0, "unchanged": 5, "moved": 0, "missing": 1, "returned": 0, "skipped": 0}, "identified": {"auto": 0, "pending": 0, "none": 0}}', '[]', 14276, 'host');
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
insert into decisions values (1, 'auto', 'cineorg-load', '2026-11-29T18:58:03.558179Z', 1, 1, 1, 'movie', 1, 'movie', 'imdb', 'tt0017136', 'id in the name', '5', '2026-11-29', 100.0, '[{"what": "id", "level": "for", "values": {"id": "tt0017136", "title": "Metropolis", "year": 1927}, "value": 100, "weight": 100, "note": "tt0017136 is Metropolis (1927), found in the name"}]', NULL, NULL, '{"pending_validations": {"1": {"validation_status": "pending", "auto_validated": 0, "selected_candidate_id": null}}, "movies": {"1": null}, "external_ids": {"1": null}, "movie_files": {"1,1": null}}', '{"pending_validations": {"1": {"validation_status": "validated", "auto_validated": 1, "selected_candidate_id": "tt0017136"}}, "movies": {"1": {"id": 1, "tmdb_id": null, "imdb_id": "tt0017136", "title": "Metropolis", "original_title": "Metropolis", "year": 1927, "genres_json": "[\"Drama\", \"Sci-Fi\"]", "duration_seconds": 9180, "overview": null, "poster_path": null, "file_path": "/videos/Films/Metropolis (1927)/Metropolis (1927) {imdb-tt0017136}.mkv", "file_hash": "f5b19f73e9a712ef", "codec_video": "HEVC", "codec_audio": "AAC", "resolution": "1440x1080", "languages_json": "[\"de\"]", "file_size_bytes": 12440, "created_at": "2026-11-29T18:58:03.546074Z", "updated_at": "2026-11-29T18:58:03.553389Z", "poster_file": null, "sort_title": null, "countries_json": null, "rating": null, "collection": null, "provenance_json": null}}, "external_ids": {"1": {"id": 1, "movie_id": 1, "series_id": null, "episode_id": null, "source": "imdb", "source_id": "tt0017136"}}, "movie_files": {"1,1": {"movie_id": 1, "video_file_id": 1, "edition": null, "source": null, "is_main": 1}}}');
insert into decisions values (2, 'auto', 'cineorg-load', '2026-11-29T18:58:03.565220Z', 1, 2, 2, 'movie', 2, 'movie', 'imdb', 'tt0013442', 'certain', '5', '2026-11-29', 100.0, '[{"what": "title", "level": "for", "values": {"how": "exact", "title": "Nosferatu", "sought": "Nosferatu", "language": null, "other": false}, "value": 100.0, "weight": 50, "note": "same title"}, {"what": "year", "level": "for", "values": {"name": 1922, "title": 1922, "kind": "movie"}, "value": 100, "weight": 25, "note": "1922 in both"}, {"what": "duration", "level": "for", "values": {"file": 5670, "title": 5640}, "value": 100, "weight": 25, "note": "94 min, the film has 94"}]', NULL, NULL, '{"pending_validations": {"2": {"validation_status": "pending", "auto_validated": 0, "selected_candidate_id": null}}, "movies": {"2": null}, "external_ids": {"2": null}, "movie_files": {"2,2": null}}', '{"pending_validations": {"2": {"validation_status": "validated", "auto_validated": 1, "selected_candidate_id": "tt0013442"}}, "movies": {"2": {"id": 2, "tmdb_id": null, "imdb_id": "tt0013442", "title": "Nosferatu", "original_title": "Nosferatu, eine Symphonie des Grauens", "year": 1922, "genres_json": "[\"Fantasy\", \"Horror\"]", "duration_seconds": 5640, "overview": null, "poster_path": null, "file_path": "/videos/Films/Nosferatu.1922.mkv", "file_hash": "4b92c1254242ac8e", "codec_video": "H.264", "codec_audio": "AAC", "resolution": "1440x1080", "languages_json": "[\"de\"]", "file_size_bytes": 5154, "created_at": "2026-11-29T18:58:03.560144Z", "updated_at": "2026-11-29T18:58:03.563699Z", "poster_file": null, "sort_title": null, "countries_json": null, "rating": null, "collection": null, "provenance_json": null}}, "external_ids": {"2": {"id": 2, "movie_id": 2, "series_id": null, "episode_id": null, "source": "imdb", "source_id": "tt0013442"}}, "movie_files": {"2,2": {"movie_id": 2, "video_file_id": 2, "edition": null, "source": null, "is_main": 1}}}');
insert into decisions values (3, 'auto', 'cineorg-load', '2026-11-29T18:58:03.581027Z', 1, 5, 5, 'series', 1, 'series', 'imdb', 'tt0046642', 'certain', '5', '2026-11-29', 100.0, '[{"what": "title", "level": "for", "values": {"how": "exact", "title": "Sherlock Holmes", "sought": "Sherlock Holmes", "language": null, "other": false}, "value": 100.0, "weight": 100, "note": "same title"}, {"what": "year", "level": "for", "values": {"name": 1954, "title": 1954, "kind": "series"}, "value": 100, "weight": 0, "note": "1954 in both"}]', NULL, NULL, '{"pending_validations": {"5": {"validation_status": "pending", "auto_validated": 0, "selected_candidate_id": null}}, "series": {"1": null}, "external_ids": {"3": null}, "episodes": {"1": null}, "episode_files": {"1,5": null}}', '{"pending_validations": {"5": {"validation_status": "validated", "auto_validated": 1, "selected_candidate_id": "tt0046642"}}, "series": {"1": {"id": 1, "tvdb_id": null, "imdb_id": "tt0046642", "title": "Sherlock Holmes", "original_title": "Sherlock Holmes", "year": 1954, "genres_json": "[\"Crime\", \"Drama\", \"Mystery\"]", "overview": null, "poster_path": null, "created_at": "2026-11-29T18:58:03.569541Z", "updated_at": "2026-11-29T18:58:03.569554Z", "tmdb_id": null, "poster_file": null, "sort_title": null, "countries_json": null, "rating": null, "collection": null, "provenance_json": null}}, "external_ids": {"3": {"id": 3, "movie_id": null, "series_id": 1, "episode_id": null, "source": "imdb", "source_id": "tt0046642"}}, "episodes": {"1": {"id": 1, "series_id": 1, "season_number": 1, "episode_number": 1, "title": "Episode 1", "air_date": null, "duration_seconds": null, "overview": null, "file_path": "/videos/Series/Sherlock Holmes (1954)/Season 01/Sherlock Holmes - S01E01 - The Case of the Cunningham Heritage.mkv", "file_hash": "df8beafec0fc9131", "codec_video": "H.264", "codec_audio": "AAC", "resolution": "640x480", "languages_json": "[\"en\"]", "file_size_bytes": 2091, "created_at": "2026-11-29T18:58:03.576550Z", "updated_at": "2026-11-29T18:58:03.579084Z", "provenance_json": null}}, "episode_files": {"1,5": {"episode_id": 1, "video_file_id": 5}}}');
insert into decisions values (4, 'auto', 'cineorg-load', '2026-11-29T18:58:03.589791Z', 1, 6, 6, 'series', 1, 'series', 'imdb', 'tt0046642', 'certain', '5', '2026-11-29', 100.0, '[{"what": "title", "level": "for", "values": {"how": "exact", "title": "Sherlock Holmes", "sought": "Sherlock Holmes", "language": null, "other": false}, "value": 100.0, "weight": 100, "note": "same title"}, {"what": "year", "level": "for", "values": {"name": 1954, "title": 1954, "kind": "series"}, "value": 100, "weight": 0, "note": "1954 in both"}]', NULL, NULL, '{"pending_validations": {"6": {"validation_status": "pending", "auto_validated": 0, "selected_candidate_id": null}}, "episodes": {"2": null, "3": null}, "episode_files": {"2,6": null, "3,6": null}}', '{"pending_validations": {"6": {"validation_status": "validated", "auto_validated": 1, "selected_candidate_id": "tt0046642"}}, "episodes": {"2": {"id": 2, "series_id": 1, "season_number": 1, "episode_number": 2, "title": "Episode 2", "air_date": null, "duration_seconds": null, "overview": null, "file_path": "/videos/Series/Sherlock Holmes (1954)/Season 01/Sherlock Holmes - S01E02-E03.mkv", "file_hash": "730473393ed50ac9", "codec_video": "H.264", "codec_audio": "AAC", "resolution": "640x480", "languages_json": "[\"en\"]", "file_size_bytes": 2464, "created_at": "2026-11-29T18:58:03.582928Z", "updated_at": "2026-11-29T18:58:03.588197Z", "provenance_json": null}, "3": {"id": 3, "series_id": 1, "season_number": 1, "episode_number": 3, "title": "Episode 3", "air_date": null, "duration_seconds": null, "overview": null, "file_path": "/videos/Series/Sherlock Holmes (1954)/Season 01/Sherlock Holmes - S01E02-E03.mkv", "file_hash": "730473393ed50ac9", "codec_video": "H.264", "codec_audio": "AAC", "resolution": "640x480", "languages_json": "[\"en\"]", "file_size_bytes": 2464, "created_at": "2026-11-29T18:58:03.583166Z", "updated_at": "2026-11-29T18:58:03.588620Z", "provenance_json": null}}, "episode_files": {"2,6": {"episode_id": 2, "video_file_id": 6}, "3,6": {"episode_id": 3, "video_file_id": 6}}}');
insert into decisions values (5, 'approve', 'root', '2026-11-29T18:58:04.662006Z', NULL, 3, 3, 'movie', 3, 'movie', 'manual', 'our-summer-2018', 'certain', '5', '2026-11-29', 0.0, '[]', NULL, NULL, '{"pending_validations": {"3": {"validation_status": "pending", "selected_candidate_id": null, "candidates_json": "[]"}}, "movies": {"3": null}, "movie_files": {"3,3": null}}', '{"pending_validations": {"3": {"validation_status": "validated", "selected_candidate_id": "our-summer-2018", "candidates_json": "[{\"id\": \"our-summer-2018\", \"source\": \"manual\", \"kind\": \"movie\", \"title\": \"Our Summer\", \"original_title\": null, \"matched_title\": null, \"year\": 2018, \"duration_seconds\": null, \"season\": null, \"episodes\": null, \"imdb_id\": null, \"tmdb_id\": null, \"tvdb_id\": null, \"overview\": null, \"poster_path\": null, \"genres\": [], \"score\": 0.0, \"evidence\": []}]"}}, "movies": {"3": {"id": 3, "tmdb_id": null, "imdb_id": null, "title": "Our Summer", "original_title": null, "year": 2018, "genres_json": null, "duration_seconds": null, "overview": null, "poster_path": null, "file_path": "/videos/Films/Our Summer on the Coast (2019).mp4", "file_hash": "045e87f49bbabdf6", "codec_video": "H.264", "codec_audio": "AAC", "resolution": "1280x720", "languages_json": "[\"fr\"]", "file_size_bytes": 3311, "created_at": "2026-11-29T18:58:04.646046Z", "updated_at": "2026-11-29T18:58:04.659686Z", "poster_file": null, "sort_title": null, "countries_json": null, "rating": null, "collection": null, "provenance_json": null}}, "movie_files": {"3,3": {"movie_id": 3, "video_file_id": 3, "edition": null, "source": null, "is_main": 1}}}');
insert into decisions values (6, 'undo', 'root', '2026-11-29T18:58:05.534005Z', NULL, 3, 3, 'movie', 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 5, '{"movie_files": {"3,3": {"movie_id": 3, "video_file_id": 3, "edition": null, "source": null, "is_main": 1}}, "overrides": {"1": {"id": 1, "movie_id": 3, "series_id": null, "episode_id": null, "field": "title", "value_json": "\"Our Summer\"", "decision_id": 5}, "2": {"id": 2, "movie_id": 3, "series_id": null, "episode_id": null, "field": "year", "value_json": "2018", "decision_id": 5}}, "movies": {"3": {"id": 3, "tmdb_id": null, "imdb_id": null, "title": "Our Summer", "original_title": null, "year": 2018, "genres_json": null, "duration_seconds": null, "overview": null, "poster_path": null, "file_path": "/videos/Films/Our Summer on the Coast (2019).mp4", "file_hash": "045e87f49bbabdf6", "codec_video": "H.264", "codec_audio": "AAC", "resolution": "1280x720", "languages_json": "[\"fr\"]", "file_size_bytes": 3311, "created_at": "2026-11-29T18:58:04.646046Z", "updated_at": "2026-11-29T18:58:04.659686Z", "poster_file": null, "sort_title": "our summer", "countries_json": null, "rating": null, "collection": null, "provenance_json": "{\"title\":[\"owner\",\"\",\"\"],\"year\":[\"owner\",\"\",\"\"]}"}}, "pending_validations": {"3": {"validation_status": "validated", "selected_candidate_id": "our-summer-2018", "candidates_json": "[{\"id\": \"our-summer-2018\", \"source\": \"manual\", \"kind\": \"movie\", \"title\": \"Our Summer\", \"original_title\": null, \"matched_title\": null, \"year\": 2018, \"duration_seconds\": null, \"season\": null, \"episodes\": null, \"imdb_id\": null, \"tmdb_id\": null, \"tvdb_id\": null, \"overview\": null, \"poster_path\": null, \"genres\": [], \"score\": 0.0, \"evidence\": []}]"}}}', '{"movie_files": {"3,3": null}, "overrides": {"1": null, "2": null}, "movies": {"3": null}, "pending_validations": {"3": {"validation_status": "pending", "selected_candidate_id": null, "candidates_json": "[]"}}}');
insert into decisions values (7, 'approve', 'root', '2026-11-29T18:58:06.379122Z', NULL, 3, 3, 'movie', 4, 'movie', 'manual', 'our-summer-2019', 'certain', '5', '2026-11-29', 0.0, '[]', NULL, NULL, '{"pending_validations": {"3": {"validation_status": "pending", "selected_candidate_id": null, "candidates_json": "[]"}}, "movies": {"4": null}, "movie_files": {"4,3": null}}', '{"pending_validations": {"3": {"validation_status": "validated", "selected_candidate_id": "our-summer-2019", "candidates_json": "[{\"id\": \"our-summer-2019\", \"source\": \"manual\", \"kind\": \"movie\", \"title\": \"Our Summer\", \"original_title\": null, \"matched_title\": null, \"year\": 2019, \"duration_seconds\": null, \"season\": null, \"episodes\": null, \"imdb_id\": null, \"tmdb_id\": null, \"tvdb_id\": null, \"overview\": null, \"poster_path\": null, \"genres\": [], \"score\": 0.0, \"evidence\": []}]"}}, "movies": {"4": {"id": 4, "tmdb_id": null, "imdb_id": null, "title": "Our Summer", "original_title": null, "year": 2019, "genres_json": null, "duration_seconds": null, "overview": null, "poster_path": null, "file_path": "/videos/Films/Our Summer on the Coast (2019).mp4", "file_hash": "045e87f49bbabdf6", "codec_video": "H.264", "codec_audio": "AAC", "resolution": "1280x720", "languages_json": "[\"fr\"]", "file_size_bytes": 3311, "created_at": "2026-11-29T18:58:06.369319Z", "updated_at": "2026-11-29T18:58:06.377638Z", "poster_file": null, "sort_title": null, "countries_json": null, "rating": null, "collection": null, "provenance_json": null}}, "movie_files": {"4,3": {"movie_id": 4, "video_file_id": 3, "edition": null, "source": null, "is_main": 1}}}');
insert into decisions values (8, 'approve', 'root', '2026-11-29T18:58:07.146403Z', NULL, 4, 4, 'movie', 5, 'movie', 'imdb', 'tt0016220', 'certain', '5', '2026-11-29', 75.0, '[{"what": "title", "level": "for", "values": {"how": "exact", "title": "The Phantom of the Opera", "sought": "The Phantom of the Opera", "language": null, "other": false}, "value": 100.0, "weight": 50, "note": "same title"}, {"what": "year", "level": "neutral", "values": {"name": null, "title": 1925, "kind": "movie"}, "value": 0, "weight": 25, "note": "no year in the name"}, {"what": "duration", "level": "for", "values": {"file": 5551, "title": 5580}, "value": 100, "weight": 25, "note": "93 min, the film has 93"}, {"what": "no_year", "level": "against", "values": {"name": null, "title": 1925, "kind": "movie", "works": 4, "first": 1925, "last": 2004}, "value": 0, "weight": 0, "note": "4 films of this title, 1925–2004"}]', NULL, NULL, '{"pending_validations": {"4": {"validation_status": "pending", "selected_candidate_id": null}}, "movies": {"5": null}, "external_ids": {"4": null}, "movie_files": {"5,4": null}}', '{"pending_validations": {"4": {"validation_status": "validated", "selected_candidate_id": "tt0016220"}}, "movies": {"5": {"id": 5, "tmdb_id": null, "imdb_id": "tt0016220", "title": "The Phantom of the Opera", "original_title": "The Phantom of the Opera", "year": 1925, "genres_json": "[\"Horror\", \"Romance\"]", "duration_seconds": 5580, "overview": null, "poster_path": null, "file_path": "/videos/Films/The Phantom of the Opera.mkv", "file_hash": "5377e3baad197f69", "codec_video": "H.264", "codec_audio": "AAC", "resolution": "1440x1080", "languages_json": "[\"en\"]", "file_size_bytes": 4739, "created_at": "2026-11-29T18:58:07.141046Z", "updated_at": "2026-11-29T18:58:07.143967Z", "poster_file": null, "sort_title": null, "countries_json": null, "rating": null, "collection": null, "provenance_json": null}}, "external_ids": {"4": {"id": 4, "movie_id": 5, "series_id": null, "episode_id": null, "source": "imdb", "source_id": "tt0016220"}}, "movie_files": {"5,4": {"movie_id": 5, "video_file_id": 4, "edition": null, "source": null, "is_main": 1}}}');
insert into decisions values (9, 'undo', 'root', '2026-11-29T18:58:07.879536Z', NULL, 4, 4, 'movie', 5, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 8, '{"movie_files": {"5,4": {"movie_id": 5, "video_file_id": 4, "edition": null, "source": null, "is_main": 1}}, "external_ids": {"4": {"id": 4, "movie_id": 5, "series_id": null, "episode_id": null, "source": "imdb", "source_id": "tt0016220"}}, "movies": {"5": {"id": 5, "tmdb_id": null, "imdb_id": "tt0016220", "title": "The Phantom of the Opera", "original_title": "The Phantom of the Opera", "year": 1925, "genres_json": "[\"Horror\", \"Romance\"]", "duration_seconds": 5580, "overview": null, "poster_path": null, "file_path": "/videos/Films/The Phantom of the Opera.mkv", "file_hash": "5377e3baad197f69", "codec_video": "H.264", "codec_audio": "AAC", "resolution": "1440x1080", "languages_json": "[\"en\"]", "file_size_bytes": 4739, "created_at": "2026-11-29T18:58:07.141046Z", "updated_at": "2026-11-29T18:58:07.143967Z", "poster_file": null, "sort_title": "phantom of the opera", "countries_json": null, "rating": null, "collection": null, "provenance_json": "{\"title\":[\"shipped\",\"tt0016220\",\"\"],\"original_title\":[\"shipped\",\"tt0016220\",\"\"],\"year\":[\"shipped\",\"tt0016220\",\"\"],\"genres\":[\"shipped\",\"tt0016220\",\"\"],\"duration_seconds\":[\"shipped\",\"tt0016220\",\"\"]}"}}, "pending_validations": {"4": {"validation_status": "validated", "selected_candidate_id": "tt0016220"}}}', '{"movie_files": {"5,4": null}, "external_ids": {"4": null}, "movies": {"5": null}, "pending_validations": {"4": {"validation_status": "pending", "selected_candidate_id": null}}}');
insert into decisions values (10, 'reject', 'root', '2026-11-29T18:58:08.978926Z', NULL, 4, 4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{"pending_validations": {"4": {"validation_status": "pending"}}}', '{"pending_validations": {"4": {"validation_status": "rejected"}}}');
insert into decisions values (11, 'edit', 'root', '2026-11-29T18:58:09.900661Z', NULL, NULL, NULL, 'movie', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{"movies": {"1": {"title": "Metropolis", "overview": "Above, gardens and towers; below, the people whose shifts keep the lights on. The son of the city''s master follows a woman down the stairs, and an inventor gives her face to a machine that is meant to betray them both. (Written for the demo.)", "updated_at": "2026-11-29T18:58:03.555565Z"}}}', '{"movies": {"1": {"title": "Metropolis, restored", "overview": "A city.", "updated_at": "2026-11-29T18:58:09.899311Z"}}}');
insert into decisions values (12, 'edit', 'root', '2026-11-29T18:58:10.815585Z', NULL, NULL, NULL, 'movie', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{"movies": {"1": {"year": 1927, "updated_at": "2026-11-29T18:58:09.899311Z"}}}', '{"movies": {"1": {"year": 1926, "updated_at": "2026-11-29T18:58:10.809670Z"}}}');
insert into decisions values (13, 'undo', 'root', '2026-11-29T18:58:11.683074Z', NULL, NULL, NULL, 'movie', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 12, '{"movies": {"1": {"year": 1926, "updated_at": "2026-11-29T18:58:10.809670Z"}}}', '{"movies": {"1": {"year": 1927, "updated_at": "2026-11-29T18:58:09.899311Z"}}}');
insert into decisions values (14, 'watched', 'root', '2026-11-29T18:58:12.609077Z', NULL, NULL, NULL, 'movie', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{"viewings": {"1": null}}', '{"viewings": {"1": {"id": 1, "movie_id": 1, "episode_id": null, "watched_at": "2024-02-29", "rating": 9.0, "source": "owner"}}}');
insert into decisions values (15, 'delete', 'root', '2026-11-29T18:58:13.670557Z', NULL, NULL, NULL, 'movie', 2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'given away', NULL, '{"movie_files": {"2,2": {"movie_id": 2, "video_file_id": 2, "edition": null, "source": null, "is_main": 1}}, "external_ids": {"2": {"id": 2, "movie_id": 2, "series_id": null, "episode_id": null, "source": "imdb", "source_id": "tt0013442"}}, "movies": {"2": {"id": 2, "tmdb_id": null, "imdb_id": "tt0013442", "title": "Nosferatu", "original_title": "Nosferatu, eine Symphonie des Grauens", "year": 1922, "genres_json": "[\"Fantasy\", \"Horror\"]", "duration_seconds": 5640, "overview": null, "poster_path": null, "file_path": "/videos/Films/Nosferatu.1922.mkv", "file_hash": "4b92c1254242ac8e", "codec_video": "H.264", "codec_audio": "AAC", "resolution": "1440x1080", "languages_json": "[\"de\"]", "file_size_bytes": 5154, "created_at": "2026-11-29T18:58:03.560144Z", "updated_at": "2026-11-29T18:58:03.563699Z", "poster_file": null, "sort_title": "nosferatu", "countries_json": null, "rating": null, "collection": null, "provenance_json": "{\"title\":[\"shipped\",\"tt0013442\",\"\"],\"original_title\":[\"shipped\",\"tt0013442\",\"\"],\"year\":[\"shipped\",\"tt0013442\",\"\"],\"genres\":[\"shipped\",\"tt0013442\",\"\"],\"duration_seconds\":[\"shipped\",\"tt0013442\",\"\"]}"}}, "pending_validations": {"2": {"validation_status": "validated"}}, "trash": {"1": null}}', '{"movie_files": {"2,2": null}, "external_ids": {"2": null}, "movies": {"2": null}, "pending_validations": {"2": {"validation_status": "rejected"}}, "trash": {"1": {"id": 1, "entity_type": "movie", "original_id": 2, "metadata_json": "{\"title\": \"Nosferatu\", \"year\": 1922, \"before\": {\"movie_files\": {\"2,2\": {\"movie_id\": 2, \"video_file_id\": 2, \"edition\": null, \"source\": null, \"is_main\": 1}}, \"external_ids\": {\"2\": {\"id\": 2, \"movie_id\": 2, \"series_id\": null, \"episode_id\": null, \"source\": \"imdb\", \"source_id\": \"tt0013442\"}}, \"movies\": {\"2\": {\"id\": 2, \"tmdb_id\": null, \"imdb_id\": \"tt0013442\", \"title\": \"Nosferatu\", \"original_title\": \"Nosferatu, eine Symphonie des Grauens\", \"year\": 1922, \"genres_json\": \"[\\\"Fantasy\\\", \\\"Horror\\\"]\", \"duration_seconds\": 5640, \"overview\": null, \"poster_path\": null, \"file_path\": \"/videos/Films/Nosferatu.1922.mkv\", \"file_hash\": \"4b92c1254242ac8e\", \"codec_video\": \"H.264\", \"codec_audio\": \"AAC\", \"resolution\": \"1440x1080\", \"languages_json\": \"[\\\"de\\\"]\", \"file_size_bytes\": 5154, \"created_at\": \"2026-11-29T18:58:03.560144Z\", \"updated_at\": \"2026-11-29T18:58:03.563699Z\", \"poster_file\": null, \"sort_title\": \"nosferatu\", \"countries_json\": null, \"rating\": null, \"collection\": null, \"provenance_json\": \"{\\\"title\\\":[\\\"shipped\\\",\\\"tt0013442\\\",\\\"\\\"],\\\"original_title\\\":[\\\"shipped\\\",\\\"tt0013442\\\",\\\"\\\"],\\\"year\\\":[\\\"shipped\\\",\\\"tt0013442\\\",\\\"\\\"],\\\"genres\\\":[\\\"shipped\\\",\\\"tt0013442\\\",\\\"\\\"],\\\"duration_seconds\\\":[\\\"shipped\\\",\\\"tt0013442\\\",\\\"\\\"]}\"}}, \"pending_validations\": {\"2\": {\"validation_status\": \"validated\"}}}, \"after\": {\"movie_files\": {\"2,2\": null}, \"external_ids\": {\"2\": null}, \"movies\": {\"2\": null}, \"pending_validations\": {\"2\": {\"validation_status\": \"rejected\"}}}}", "deleted_at": "2026-11-29T18:58:13.670091Z", "deletion_reason": "given away"}}}');
insert into decisions values (16, 'delete', 'root', '2026-11-29T18:58:14.616179Z', NULL, NULL, NULL, 'episode', 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'damaged', NULL, '{"episode_files": {"3,6": {"episode_id": 3, "video_file_id": 6}}, "episodes": {"3": {"id": 3, "series_id": 1, "season_number": 1, "episode_number": 3, "title": "Episode 3", "air_date": null, "duration_seconds": null, "overview": null, "file_path": "/videos/Series/Sherlock Holmes (1954)/Season 01/Sherlock Holmes - S01E02-E03.mkv", "file_hash": "730473393ed50ac9", "codec_video": "H.264", "codec_audio": "AAC", "resolution": "640x480", "languages_json": "[\"en\"]", "file_size_bytes": 2464, "created_at": "2026-11-29T18:58:03.583166Z", "updated_at": "2026-11-29T18:58:03.588620Z", "provenance_json": "{}"}}, "trash": {"2": null}}', '{"episode_files": {"3,6": null}, "episodes": {"3": null}, "trash": {"2": {"id": 2, "entity_type": "episode", "original_id": 3, "metadata_json": "{\"title\": \"Episode 3\", \"season_number\": 1, \"episode_number\": 3, \"before\": {\"episode_files\": {\"3,6\": {\"episode_id\": 3, \"video_file_id\": 6}}, \"episodes\": {\"3\": {\"id\": 3, \"series_id\": 1, \"season_number\": 1, \"episode_number\": 3, \"title\": \"Episode 3\", \"air_date\": null, \"duration_seconds\": null, \"overview\": null, \"file_path\": \"/videos/Series/Sherlock Holmes (1954)/Season 01/Sherlock Holmes - S01E02-E03.mkv\", \"file_hash\": \"730473393ed50ac9\", \"codec_video\": \"H.264\", \"codec_audio\": \"AAC\", \"resolution\": \"640x480\", \"languages_json\": \"[\\\"en\\\"]\", \"file_size_bytes\": 2464, \"created_at\": \"2026-11-29T18:58:03.583166Z\", \"updated_at\": \"2026-11-29T18:58:03.588620Z\", \"provenance_json\": \"{}\"}}}, \"after\": {\"episode_files\": {\"3,6\": null}, \"episodes\": {\"3\": null}}}", "deleted_at": "2026-11-29T18:58:14.615758Z", "deletion_reason": "damaged"}}}');
CREATE TABLE "external_ids" (
   "id" INTEGER PRIMARY KEY,
   "movie_id" INTEGER REFERENCES "movies"("id"),
   "series_id" INTEGER REFERENCES "series"("id"),
   "episode_id" INTEGER REFERENCES "episodes"("id"),
   "source" TEXT NOT NULL,
   "source_id" TEXT NOT NULL
);
insert into external_ids values (1, 1, NULL, NULL, 'imdb', 'tt0017136');
insert into external_ids values (3, NULL, 1, NULL, 'imdb', 'tt0046642');
CREATE TABLE "source_records" (
   "source" TEXT NOT NULL,
   "kind" TEXT NOT NULL,
   "source_id" TEXT NOT NULL,
   "language" TEXT NOT NULL DEFAULT '',
   "data_json" TEXT NOT NULL,
   "fetched_at" TEXT NOT NULL,
   "expires_at" TEXT,
   PRIMARY KEY ("source", "kind", "source_id", "language")
);
insert into source_records values ('nfo', 'movie', '1', '', '{"title":"Metropolis","overview":"Above, gardens and towers; below, the people whose shifts keep the lights on. The son of the city''s master follows a woman down the stairs, and an inventor gives her face to a machine that is meant to betray them both. (Written for the demo.)","year":1927,"credits":[{"name":"Fritz Lang","role":"director","character":null},{"name":"Thea von Harbou","role":"writer","character":null},{"name":"Brigitte Helm","role":"actor","character":"Maria"},{"name":"Alfred Abel","role":"actor","character":"Joh Fredersen"},{"name":"Gustav Fröhlich","role":"actor","character":"Freder"},{"name":"Rudolf Klein-Rogge","role":"actor","character":"Rotwang"}]}', '2026-11-29T18:58:03.543350Z', NULL);
insert into source_records values ('shipped', 'movie', 'tt0017136', '', '{"title":"Metropolis","original_title":"Metropolis","year":1927,"genres":["Drama","Sci-Fi"],"duration_seconds":9180}', '2026-11-29T18:58:03.551897Z', NULL);
insert into source_records values ('name', 'movie', '1', '', '{"title":"Metropolis","year":1927}', '2026-11-29T18:58:03.554138Z', NULL);
insert into source_records values ('shipped', 'movie', 'tt0013442', '', '{"title":"Nosferatu","original_title":"Nosferatu, eine Symphonie des Grauens","year":1922,"genres":["Fantasy","Horror"],"duration_seconds":5640,"titles":[{"title":"Nosferatu, eine Symphonie des Grauens","language":null,"kind":"original"}]}', '2026-11-29T18:58:03.560679Z', NULL);
insert into source_records values ('name', 'movie', '2', '', '{"title":"Nosferatu","year":1922}', '2026-11-29T18:58:03.564039Z', NULL);
insert into source_records values ('shipped', 'series', 'tt0046642', '', '{"title":"Sherlock Holmes","original_title":"Sherlock Holmes","year":1954,"genres":["Crime","Drama","Mystery"]}', '2026-11-29T18:58:03.570469Z', NULL);
insert into source_records values ('name', 'episodes', '5', '', '{"episodes":[{"season":1,"number":1,"title":"The Case of the Cunningham Heritage","overview":null,"air_date":null,"duration_seconds":null,"rating":null,"source_id":null,"orders":{}}]}', '2026-11-29T18:58:03.580054Z', NULL);
insert into source_records values ('name', 'episodes', '6', '', '{"episodes":[{"season":1,"number":2,"title":null,"overview":null,"air_date":null,"duration_seconds":null,"rating":null,"source_id":null,"orders":{}},{"season":1,"number":3,"title":null,"overview":null,"air_date":null,"duration_seconds":null,"rating":null,"source_id":null,"orders":{}}]}', '2026-11-29T18:58:03.588825Z', NULL);
insert into source_records values ('name', 'movie', '3', '', '{"title":"Our Summer on the Coast","year":2019}', '2026-11-29T18:58:06.378246Z', NULL);
insert into source_records values ('shipped', 'movie', 'tt0016220', '', '{"title":"The Phantom of the Opera","original_title":"The Phantom of the Opera","year":1925,"genres":["Horror","Romance"],"duration_seconds":5580}', '2026-11-29T18:58:07.142581Z', NULL);
insert into source_records values ('name', 'movie', '4', '', '{"title":"The Phantom of the Opera"}', '2026-11-29T18:58:07.144512Z', NULL);
CREATE TABLE "overrides" (
   "id" INTEGER PRIMARY KEY,
   "movie_id" INTEGER REFERENCES "movies"("id"),
   "series_id" INTEGER REFERENCES "series"("id"),
   "episode_id" INTEGER REFERENCES "episodes"("id"),
   "field" TEXT NOT NULL,
   "value_json" TEXT NOT NULL,
   "decision_id" INTEGER REFERENCES "decisions"("id")
);
insert into overrides values (3, 4, NULL, NULL, 'title', '"Our Summer"', 7);
insert into overrides values (4, 4, NULL, NULL, 'year', '2019', 7);
insert into overrides values (5, 1, NULL, NULL, 'title', '"Metropolis, restored"', 11);
insert into overrides values (6, 1, NULL, NULL, 'overview', '"A city."', 11);
CREATE TABLE "sources" (
   "name" TEXT PRIMARY KEY NOT NULL,
   "title" TEXT NOT NULL,
   "licence" TEXT NOT NULL,
   "attribution" TEXT,
   "publishable" TEXT NOT NULL DEFAULT 'none',
   "max_age_days" INTEGER,
   "rank" INTEGER NOT NULL,
   "enabled" INTEGER NOT NULL DEFAULT 0
);
insert into sources values ('nfo', 'NFO files beside the videos', 'the owner''s files; the origin of their words is unknown', NULL, 'none', NULL, 1, 1);
insert into sources values ('tmdb', 'TMDB', 'TMDB API terms of use: attribution, nothing kept longer than six months, all removed at the end', 'This product uses the TMDB API but is not endorsed or certified by TMDB.', 'none', 180, 2, 0);
insert into sources values ('tvdb', 'TheTVDB', 'TheTVDB API: a key of your own, attribution with a link', 'Metadata provided by TheTVDB. Please consider adding missing information or subscribing.', 'none', NULL, 3, 0);
insert into sources values ('tvmaze', 'TVmaze', 'CC BY-SA 4.0: named, with a link for each title; its pictures may not be published', 'Series data from TVmaze, licensed under CC BY-SA 4.0.', 'texts', NULL, 4, 0);
insert into sources values ('imdb', 'IMDb datasets', 'personal and non-commercial use only; no redistribution', 'Information courtesy of IMDb (https://www.imdb.com). Used with permission.', 'none', NULL, 6, 1);
insert into sources values ('shipped', 'The small reference that comes with this program', 'CC0', NULL, 'all', NULL, 7, 1);
insert into sources values ('legacy', 'Earlier catalogues', 'values of unknown origin', NULL, 'none', NULL, 8, 1);
insert into sources values ('name', 'File names', 'read from the owner''s file names', NULL, 'all', NULL, 9, 1);
insert into sources values ('file', 'Video files', 'read from the owner''s video files', NULL, 'all', NULL, 9, 1);
CREATE TABLE "settings" (
   "name" TEXT PRIMARY KEY NOT NULL,
   "value" TEXT NOT NULL
);
CREATE TABLE "people" (
   "id" INTEGER PRIMARY KEY,
   "name" TEXT NOT NULL,
   "sort_name" TEXT
);
insert into people values (1, 'Fritz Lang', 'Lang, Fritz');
insert into people values (2, 'Thea von Harbou', 'Harbou, Thea von');
insert into people values (3, 'Brigitte Helm', 'Helm, Brigitte');
insert into people values (4, 'Alfred Abel', 'Abel, Alfred');
insert into people values (5, 'Gustav Fröhlich', 'Fröhlich, Gustav');
insert into people values (6, 'Rudolf Klein-Rogge', 'Klein-Rogge, Rudolf');
CREATE TABLE "credits" (
   "id" INTEGER PRIMARY KEY,
   "movie_id" INTEGER REFERENCES "movies"("id"),
   "series_id" INTEGER REFERENCES "series"("id"),
   "episode_id" INTEGER REFERENCES "episodes"("id"),
   "person_id" INTEGER NOT NULL REFERENCES "people"("id"),
   "role" TEXT NOT NULL,
   "character" TEXT,
   "position" INTEGER,
   "source" TEXT
);
insert into credits values (1, 1, NULL, NULL, 1, 'director', NULL, 0, 'nfo');
insert into credits values (2, 1, NULL, NULL, 2, 'writer', NULL, 1, 'nfo');
insert into credits values (3, 1, NULL, NULL, 3, 'actor', 'Maria', 2, 'nfo');
insert into credits values (4, 1, NULL, NULL, 4, 'actor', 'Joh Fredersen', 3, 'nfo');
insert into credits values (5, 1, NULL, NULL, 5, 'actor', 'Freder', 4, 'nfo');
insert into credits values (6, 1, NULL, NULL, 6, 'actor', 'Rotwang', 5, 'nfo');
CREATE TABLE "viewings" (
   "id" INTEGER PRIMARY KEY,
   "movie_id" INTEGER REFERENCES "movies"("id"),
   "episode_id" INTEGER REFERENCES "episodes"("id"),
   "watched_at" TEXT,
   "rating" REAL,
   "source" TEXT
);
insert into viewings values (1, 1, NULL, '2024-02-29', 9.0, 'owner');
CREATE TABLE "episode_numbers" (
   "episode_id" INTEGER NOT NULL REFERENCES "episodes"("id"),
   "numbering" TEXT NOT NULL,
   "season" INTEGER NOT NULL,
   "number" INTEGER NOT NULL,
   PRIMARY KEY ("episode_id", "numbering")
);
CREATE TABLE file_totals (root, kind, picture, codec_video, missing, files integer not null, bytes integer not null, seconds integer not null, timed integer not null, titles integer not null, primary key (root, kind, picture, codec_video, missing)) without rowid;
insert into file_totals values ('/videos', '', '1080p', 'H.264', 0, 1, 5154, 5670, 1, 0);
insert into file_totals values ('/videos', '', '1080p', 'H.264', 1, 1, 4739, 5551, 1, 0);
insert into file_totals values ('/videos', '', '1080p', 'HEVC', 0, 0, 0, 0, 0, 0);
insert into file_totals values ('/videos', '', '720p', 'H.264', 0, 0, 0, 0, 0, 0);
insert into file_totals values ('/videos', '', 'SD', 'H.264', 0, 0, 0, 0, 0, 0);
insert into file_totals values ('/videos', 'episode', 'SD', 'H.264', 0, 2, 4555, 4792, 2, 2);
insert into file_totals values ('/videos', 'movie', '1080p', 'H.264', 0, 0, 0, 0, 0, 0);
insert into file_totals values ('/videos', 'movie', '1080p', 'HEVC', 0, 1, 12440, 9148, 1, 1);
insert into file_totals values ('/videos', 'movie', '720p', 'H.264', 0, 1, 3311, 2820, 1, 1);
CREATE TABLE chart_totals (chart, bar, total integer not null, primary key (chart, bar)) without rowid;
insert into chart_totals values ('day', '2026-11-29', 25460);
insert into chart_totals values ('decade', '1920s', 1);
insert into chart_totals values ('decade', '2010s', 1);
insert into chart_totals values ('genre', 'Drama', 1);
insert into chart_totals values ('genre', 'Fantasy', 0);
insert into chart_totals values ('genre', 'Horror', 0);
insert into chart_totals values ('genre', 'Romance', 0);
insert into chart_totals values ('genre', 'Sci-Fi', 1);
insert into chart_totals values ('language', 'de', 2);
insert into chart_totals values ('language', 'en', 2);
insert into chart_totals values ('language', 'fr', 1);
CREATE TABLE doubtful_files (what, video_file_id integer, primary key (what, video_file_id)) without rowid;
insert into doubtful_files values ('unlike_films', 1);
insert into doubtful_files values ('unlike_films', 3);
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
insert into _sqlite_migrations values (1, 'cineorg_catalog', '0001_utc_timestamps', '2026-11-29 18:58:02.349232+00:00');
insert into _sqlite_migrations values (2, 'cineorg_catalog', '0002_path_bytes', '2026-11-29 18:58:02.350072+00:00');
insert into _sqlite_migrations values (3, 'cineorg_catalog', '0003_link_files', '2026-11-29 18:58:02.352249+00:00');
insert into _sqlite_migrations values (4, 'cineorg_catalog', '0004_ids', '2026-11-29 18:58:02.352869+00:00');
insert into _sqlite_migrations values (5, 'cineorg_catalog', '0005_derived_columns', '2026-11-29 18:58:02.354173+00:00');
insert into _sqlite_migrations values (6, 'cineorg_catalog', '0006_ids_of_sources', '2026-11-29 18:58:02.355065+00:00');
insert into _sqlite_migrations values (7, 'cineorg_catalog', '0007_overrides', '2026-11-29 18:58:02.360539+00:00');
CREATE TABLE cineorg_ids (name text primary key, highest integer not null);
insert into cineorg_ids values ('overrides', 2);
insert into cineorg_ids values ('movies', 5);
insert into cineorg_ids values ('external_ids', 4);
insert into cineorg_ids values ('episodes', 3);
CREATE VIRTUAL TABLE "people_fts" USING FTS5 (
    "name",
    tokenize='unicode61 remove_diacritics 2',
    content="people"
);
insert into people_fts(people_fts) values ('rebuild');
CREATE VIRTUAL TABLE "series_fts" USING FTS5 (
    "title", "original_title", "overview",
    tokenize='unicode61 remove_diacritics 2',
    content="series"
);
insert into series_fts(series_fts) values ('rebuild');
CREATE VIRTUAL TABLE "movies_fts" USING FTS5 (
    "title", "original_title", "overview",
    tokenize='unicode61 remove_diacritics 2',
    content="movies"
);
insert into movies_fts(movies_fts) values ('rebuild');
CREATE VIRTUAL TABLE "titles_fts" USING FTS5 (
    "title",
    tokenize='unicode61 remove_diacritics 2',
    content="titles"
);
insert into titles_fts(titles_fts) values ('rebuild');
CREATE VIRTUAL TABLE "episodes_fts" USING FTS5 (
    "title", "overview",
    tokenize='unicode61 remove_diacritics 2',
    content="episodes"
);
insert into episodes_fts(episodes_fts) values ('rebuild');
CREATE VIRTUAL TABLE "video_files_fts" USING FTS5 (
    "filename", "path",
    tokenize='unicode61 remove_diacritics 2',
    content="video_files"
);
insert into video_files_fts(video_files_fts) values ('rebuild');
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
CREATE INDEX "ix_movies_sort_title"
    ON "movies" ("sort_title");
CREATE INDEX "ix_movies_collection"
    ON "movies" ("collection");
CREATE INDEX "ix_series_tvdb_id"
    ON "series" ("tvdb_id");
CREATE INDEX "ix_series_imdb_id"
    ON "series" ("imdb_id");
CREATE INDEX "ix_series_title"
    ON "series" ("title");
CREATE INDEX "ix_series_tmdb_id"
    ON "series" ("tmdb_id");
CREATE INDEX "ix_series_sort_title"
    ON "series" ("sort_title");
CREATE INDEX "ix_series_collection"
    ON "series" ("collection");
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
CREATE INDEX "ix_video_files_device_inode"
    ON "video_files" ("device", "inode");
CREATE INDEX "ix_video_files_scan"
    ON "video_files" ("path_bytes", "size_bytes", "mtime_ns", "device", "inode", "missing_since", "probe_error");
CREATE UNIQUE INDEX "ix_pending_validations_video_file_id"
    ON "pending_validations" ("video_file_id");
CREATE INDEX "ix_pending_validations_validation_status"
    ON "pending_validations" ("validation_status");
CREATE INDEX "ix_pending_validations_rule_version"
    ON "pending_validations" ("rule_version");
CREATE INDEX "ix_pending_validations_queue"
    ON "pending_validations" ("validation_status", "id", "video_file_id", "created_at", "series_key", "read_title", "best_score", "reasons_json");
CREATE INDEX "ix_pending_validations_read"
    ON "pending_validations" ("video_file_id", "read_year", "read_season", "read_episode", "read_title");
CREATE INDEX "ix_movie_files_video_file_id"
    ON "movie_files" ("video_file_id");
CREATE INDEX "ix_episode_files_video_file_id"
    ON "episode_files" ("video_file_id");
CREATE INDEX "ix_titles_work"
    ON "titles" ("work");
CREATE INDEX "ix_titles_title"
    ON "titles" ("title");
CREATE UNIQUE INDEX "ix_roots_path_bytes"
    ON "roots" ("path_bytes");
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
CREATE INDEX "ix_decisions_action_rule_rule_version_pending_id"
    ON "decisions" ("action", "rule", "rule_version", "pending_id");
CREATE INDEX "ix_external_ids_movie_id"
    ON "external_ids" ("movie_id");
CREATE INDEX "ix_external_ids_series_id"
    ON "external_ids" ("series_id");
CREATE INDEX "ix_external_ids_episode_id"
    ON "external_ids" ("episode_id");
CREATE INDEX "ix_external_ids_source_source_id"
    ON "external_ids" ("source", "source_id");
CREATE INDEX "ix_source_records_expires_at"
    ON "source_records" ("expires_at");
CREATE INDEX "ix_overrides_movie_id"
    ON "overrides" ("movie_id");
CREATE INDEX "ix_overrides_series_id"
    ON "overrides" ("series_id");
CREATE INDEX "ix_overrides_episode_id"
    ON "overrides" ("episode_id");
CREATE INDEX "ix_overrides_decision_id"
    ON "overrides" ("decision_id");
CREATE INDEX "ix_people_name"
    ON "people" ("name");
CREATE INDEX "ix_credits_episode_id"
    ON "credits" ("episode_id");
CREATE INDEX "ix_credits_movie_id_person_id"
    ON "credits" ("movie_id", "person_id");
CREATE INDEX "ix_credits_series_id_person_id"
    ON "credits" ("series_id", "person_id");
CREATE INDEX "ix_credits_person_id_movie_id_series_id"
    ON "credits" ("person_id", "movie_id", "series_id");
CREATE INDEX "ix_viewings_movie_id"
    ON "viewings" ("movie_id");
CREATE INDEX "ix_viewings_episode_id"
    ON "viewings" ("episode_id");
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE VIEW standing_decisions AS select * from decisions where id not in (select undoes from decisions where undoes is not null);
CREATE VIEW decided_by_rules AS with not_right as (
        select id, max(was_undone) as was_undone, max(was_changed) as was_changed from (
          select undoes as id, true as was_undone, false as was_changed
          from decisions where undoes is not null
          union all select made.id, false, true from decisions as later cross join decisions as made
            on made.pending_id = later.pending_id and made.id < later.id and made.action = 'auto'
          where later.action = 'approve' and (later.candidate_kind, later.candidate_source,
            later.candidate_id) is not (made.candidate_kind, made.candidate_source, made.candidate_id))
        group by id),
      counted as (select rule, rule_version, count(*) as decided from decisions where action = 'auto'
        group by rule, rule_version),
      wrong as (select rule, rule_version, sum(was_undone) as undone, sum(was_changed) as changed,
          count(*) as either
        from not_right cross join decisions using (id) where action = 'auto' group by rule, rule_version)
      select counted.rule, counted.rule_version as version, decided, coalesce(undone, 0) as undone,
        coalesce(changed, 0) as changed, round(1.0 - 1.0 * coalesce(either, 0) / decided, 4) as share_right
      from counted left join wrong
        on wrong.rule is counted.rule and wrong.rule_version is counted.rule_version;
CREATE VIEW hard_links AS select id, row_number() over (partition by device, inode order by id) as number,
        row_number() over (partition by device, inode, root order by id) as number_in_root
      from (select device, inode from video_files where inode is not null
        group by device, inode having count(*) > 1) cross join video_files using (device, inode)
      where +missing_since is null;
CREATE VIEW names_of_files AS select number, number_in_root,
        coalesce(file.root, '') as root, case when (select count(*) from movie_files where video_file_id = file.id) > 0 then 'movie' when (select count(*) from episode_files where video_file_id = file.id) > 0 then 'episode' else '' end as kind, coalesce(case when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 1440 then '2160p' when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 900 then '1080p'
          when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 640 then '720p' when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) > 0 then 'SD' end, '') as picture, coalesce(file.codec_video, '') as codec_video, file.missing_since is not null as missing, 1 as files, max(0, min(cast(file.size_bytes as integer), 70368744177664)) as bytes, max(0, min(cast(coalesce(file.duration_seconds, 0) as integer), 70368744177664)) as seconds, (file.duration_seconds is not null) as timed, ((select count(*) from movie_files where video_file_id = file.id) + (select count(*) from episode_files where video_file_id = file.id)) as titles
      from hard_links cross join video_files as file on file.id = hard_links.id;
CREATE VIEW film_versions AS select movie_id, count(distinct iif(part is null, place, null)) + (count(part) > 0)
        + (count(distinct iif(part is null, null, place)) > count(distinct part)) as versions
      from (
        select movie_id, part, coalesce(device || ' ' || inode, video_files.id) as place
        from (select movie_id from movie_files group by movie_id having count(*) > 1)
        cross join movie_files using (movie_id)
        cross join video_files on video_files.id = video_file_id where missing_since is null
      ) group by movie_id;
CREATE VIEW unlike_resolutions AS with sizes(word, least, most) as ( -- what a name says, in lines of the picture
        values ('2160p', 1440, 9999), ('2160i', 1440, 9999), ('1080p', 900, 1439), ('1080i', 900, 1439),
          ('720p', 640, 899), ('576p', 1, 639), ('480p', 1, 639), ('4k', 1440, 9999), ('uhd', 1440, 9999)
      ),
      named as (
        select id, max(max(video_files.resolution_width, video_files.resolution_height) * 9 / 16,
          min(video_files.resolution_width, video_files.resolution_height)) as high, lower(' ' || filename || ' ') as name,
          resolution_width || 'x' || resolution_height as size from video_files where resolution_height > 0
      )
      select named.id as file, word, size from named cross join sizes
      where instr(name, word) and high not between least and most
        and name glob '*[^0-9a-z]' || word || '[^0-9a-z]*'
        and not name glob '*4k[ ._-][rs][ec][msa][tna]*' -- remastered, restored or scanned in 4K
        and not exists ( -- the name says the right one too; UHD may be what a 1080p was made from
          select 1 from sizes as other
          where (high between other.least and other.most or sizes.word in ('4k', 'uhd'))
            and other.word not in ('4k', 'uhd') and name glob '*[^0-9a-z]' || other.word || '[^0-9a-z]*');
CREATE VIEW unlike_languages AS with spoken(code, word) as ( -- what a name may say of the sound
        values ('fr', 'french'), ('fr', 'truefrench'), ('fr', 'vff'), ('de', 'german'), ('it', 'italian'),
          ('es', 'spanish'), ('es', 'castellano'), ('en', 'english'), ('ja', 'japanese'), ('ko', 'korean'),
          ('ru', 'russian'), ('pt', 'portuguese'), ('nl', 'dutch'), ('da', 'danish'), ('sv', 'swedish'),
          ('pl', 'polish'), ('hi', 'hindi')
      ),
      named as (
        select id, lower(' ' || filename || ' ') as name,
          iif(json_valid(languages_json), languages_json, '[]') as languages from video_files
      )
      select named.id as file, word, languages from named cross join spoken
      where instr(name, word) and json_array_length(languages)
        and name glob '*[^0-9a-z]' || word || '[^0-9a-z]*'
        and not name glob '*' || word || '[ ._-]sub*' and not name glob '*sub*[ ._-]' || word || '*'
        and not exists (select 1 from json_each(languages) where substr(value, 1, 2) = code);
CREATE VIEW unlike_films AS select files.id as file, movie_id as movie, read_title, read_year, title,
        original_title, year, movies.duration_seconds as of_title, files.duration_seconds as of_file
      from movie_files join movies on movies.id = movie_id
      join video_files as files on files.id = movie_files.video_file_id
      left join pending_validations as read -- by the index that holds all that is read, not by the unique one
        on read.video_file_id between files.id and files.id
      where read_title != title collate nocase or read_year != year
        or abs(files.duration_seconds - movies.duration_seconds) > 0.25 * movies.duration_seconds;
CREATE VIEW unlike_episodes AS select files.id as file, series_id as series, read_title, series.title,
        original_title, read_season, read_episode, season_number as season, episode_number as episode,
        (select iif(count(*) = count(duration_seconds), cast(total(duration_seconds) as integer), null)
         from episode_files as every join episodes on episodes.id = every.episode_id
         where every.video_file_id = files.id) as of_title, files.duration_seconds as of_file
      from episode_files as link join episodes as first on first.id = link.episode_id
      join series on series.id = series_id join video_files as files on files.id = link.video_file_id
      left join pending_validations as read on read.video_file_id between files.id and files.id
      where not exists (
          select 1 from episode_files as other join episodes as earlier on earlier.id = other.episode_id
          where other.video_file_id = link.video_file_id and other.episode_id != link.episode_id
            and (earlier.season_number, earlier.episode_number, earlier.id)
              < (first.season_number, first.episode_number, first.id))
        and (read_title != series.title collate nocase
          or (read_season, read_episode) != (season_number, episode_number)
          or abs(of_file - of_title) > 0.25 * of_title);
CREATE VIEW unlike_versions AS select other.video_file_id as file, other.movie_id as movie,
        main_file.duration_seconds as of_main, files.duration_seconds as of_file
      from movie_files as other
      join movie_files as main on main.movie_id = other.movie_id and main.is_main and not other.is_main
      join video_files as files on files.id = other.video_file_id
      join video_files as main_file on main_file.id = main.video_file_id
      where abs(files.duration_seconds - main_file.duration_seconds) > 0.05 * main_file.duration_seconds
        and other.edition is main.edition and files.duration_seconds > 0 and main_file.duration_seconds > 0
        and main_file.missing_since is null;
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
CREATE TRIGGER ck_video_files_kind_hint_update before update of kind_hint on video_files when new.kind_hint is not null and new.kind_hint not in ('movie', 'series') begin select raise(abort, 'video_files.kind_hint must be one of movie, series'); end;
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
CREATE TRIGGER ck_pending_validations_validation_status_update before update of validation_status on pending_validations when new.validation_status is not null and new.validation_status not in ('pending', 'validated', 'rejected') begin select raise(abort, 'pending_validations.validation_status must be one of pending, validated, rejected'); end;
CREATE TRIGGER derive_pending_validations_insert after insert on pending_validations begin update pending_validations set best_score = case when json_valid(new.candidates_json) and json_type(new.candidates_json, '$[0].score') in ('integer', 'real') then json_extract(new.candidates_json, '$[0].score') end, series_key = case when json_valid(new.parsed_json) and json_type(new.parsed_json, '$.series_key') in ('text') and (json_extract(new.parsed_json, '$.series_key') not glob '*�*' or instr(lower(new.parsed_json), '\ud') = 0) then json_extract(new.parsed_json, '$.series_key') end, read_title = case when json_valid(new.parsed_json) and json_type(new.parsed_json, '$.title') in ('text') and (json_extract(new.parsed_json, '$.title') not glob '*�*' or instr(lower(new.parsed_json), '\ud') = 0) then json_extract(new.parsed_json, '$.title') end, read_year = case when json_valid(new.parsed_json) and json_type(new.parsed_json, '$.year') in ('integer') then json_extract(new.parsed_json, '$.year') end, read_season = case when json_valid(new.parsed_json) and json_type(new.parsed_json, '$.season') in ('integer') then json_extract(new.parsed_json, '$.season') end, read_episode = case when json_valid(new.parsed_json) and json_type(new.parsed_json, '$.episodes[0]') in ('integer') then json_extract(new.parsed_json, '$.episodes[0]') end where rowid = new.rowid; end;
CREATE TRIGGER derive_pending_validations_update after update of candidates_json, parsed_json on pending_validations begin update pending_validations set best_score = case when json_valid(new.candidates_json) and json_type(new.candidates_json, '$[0].score') in ('integer', 'real') then json_extract(new.candidates_json, '$[0].score') end, series_key = case when json_valid(new.parsed_json) and json_type(new.parsed_json, '$.series_key') in ('text') and (json_extract(new.parsed_json, '$.series_key') not glob '*�*' or instr(lower(new.parsed_json), '\ud') = 0) then json_extract(new.parsed_json, '$.series_key') end, read_title = case when json_valid(new.parsed_json) and json_type(new.parsed_json, '$.title') in ('text') and (json_extract(new.parsed_json, '$.title') not glob '*�*' or instr(lower(new.parsed_json), '\ud') = 0) then json_extract(new.parsed_json, '$.title') end, read_year = case when json_valid(new.parsed_json) and json_type(new.parsed_json, '$.year') in ('integer') then json_extract(new.parsed_json, '$.year') end, read_season = case when json_valid(new.parsed_json) and json_type(new.parsed_json, '$.season') in ('integer') then json_extract(new.parsed_json, '$.season') end, read_episode = case when json_valid(new.parsed_json) and json_type(new.parsed_json, '$.episodes[0]') in ('integer') then json_extract(new.parsed_json, '$.episodes[0]') end where rowid = new.rowid; end;
CREATE TRIGGER ck_trash_entity_type_insert before insert on trash when new.entity_type is not null and new.entity_type not in ('movie', 'series', 'episode', 'video_file') begin select raise(abort, 'trash.entity_type must be one of movie, series, episode, video_file'); end;
CREATE TRIGGER ck_trash_entity_type_update before update of entity_type on trash when new.entity_type is not null and new.entity_type not in ('movie', 'series', 'episode', 'video_file') begin select raise(abort, 'trash.entity_type must be one of movie, series, episode, video_file'); end;
CREATE TRIGGER ck_titles_kind_insert before insert on titles when new.kind is not null and new.kind not in ('original', 'translated', 'alternative') begin select raise(abort, 'titles.kind must be one of original, translated, alternative'); end;
CREATE TRIGGER ck_titles_kind_update before update of kind on titles when new.kind is not null and new.kind not in ('original', 'translated', 'alternative') begin select raise(abort, 'titles.kind must be one of original, translated, alternative'); end;
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
CREATE TRIGGER ck_roots_kind_insert before insert on roots when new.kind is not null and new.kind not in ('movie', 'series') begin select raise(abort, 'roots.kind must be one of movie, series'); end;
CREATE TRIGGER ck_roots_kind_update before update of kind on roots when new.kind is not null and new.kind not in ('movie', 'series') begin select raise(abort, 'roots.kind must be one of movie, series'); end;
CREATE TRIGGER ck_loads_status_insert before insert on loads when new.status is not null and new.status not in ('running', 'finished', 'interrupted', 'failed') begin select raise(abort, 'loads.status must be one of running, finished, interrupted, failed'); end;
CREATE TRIGGER ck_loads_status_update before update of status on loads when new.status is not null and new.status not in ('running', 'finished', 'interrupted', 'failed') begin select raise(abort, 'loads.status must be one of running, finished, interrupted, failed'); end;
CREATE TRIGGER ck_decisions_action_insert before insert on decisions when new.action is not null and new.action not in ('approve', 'auto', 'reject', 'edit', 'delete', 'restore', 'undo', 'move', 'merge', 'relocate', 'watched') begin select raise(abort, 'decisions.action must be one of approve, auto, reject, edit, delete, restore, undo, move, merge, relocate, watched'); end;
CREATE TRIGGER ck_decisions_action_update before update of action on decisions when new.action is not null and new.action not in ('approve', 'auto', 'reject', 'edit', 'delete', 'restore', 'undo', 'move', 'merge', 'relocate', 'watched') begin select raise(abort, 'decisions.action must be one of approve, auto, reject, edit, delete, restore, undo, move, merge, relocate, watched'); end;
CREATE TRIGGER ck_decisions_no_update before update on decisions begin select raise(abort, 'decisions is append-only'); end;
CREATE TRIGGER ck_decisions_no_delete before delete on decisions begin select raise(abort, 'decisions is append-only'); end;
CREATE TRIGGER ck_sources_publishable_insert before insert on sources when new.publishable is not null and new.publishable not in ('none', 'texts', 'all') begin select raise(abort, 'sources.publishable must be one of none, texts, all'); end;
CREATE TRIGGER ck_sources_publishable_update before update of publishable on sources when new.publishable is not null and new.publishable not in ('none', 'texts', 'all') begin select raise(abort, 'sources.publishable must be one of none, texts, all'); end;
CREATE TRIGGER "people_ai" AFTER INSERT ON "people" BEGIN
  INSERT INTO "people_fts" (rowid, "name") VALUES (new.rowid, new."name");
END;
CREATE TRIGGER "people_ad" AFTER DELETE ON "people" BEGIN
  INSERT INTO "people_fts" ("people_fts", rowid, "name") VALUES('delete', old.rowid, old."name");
END;
CREATE TRIGGER "people_au" AFTER UPDATE ON "people" BEGIN
  INSERT INTO "people_fts" ("people_fts", rowid, "name") VALUES('delete', old.rowid, old."name");
  INSERT INTO "people_fts" (rowid, "name") VALUES (new.rowid, new."name");
END;
CREATE TRIGGER ck_credits_role_insert before insert on credits when new.role is not null and new.role not in ('director', 'writer', 'actor') begin select raise(abort, 'credits.role must be one of director, writer, actor'); end;
CREATE TRIGGER ck_credits_role_update before update of role on credits when new.role is not null and new.role not in ('director', 'writer', 'actor') begin select raise(abort, 'credits.role must be one of director, writer, actor'); end;
CREATE TRIGGER ck_episode_numbers_numbering_insert before insert on episode_numbers when new.numbering is not null and new.numbering not in ('aired', 'dvd', 'absolute') begin select raise(abort, 'episode_numbers.numbering must be one of aired, dvd, absolute'); end;
CREATE TRIGGER ck_episode_numbers_numbering_update before update of numbering on episode_numbers when new.numbering is not null and new.numbering not in ('aired', 'dvd', 'absolute') begin select raise(abort, 'episode_numbers.numbering must be one of aired, dvd, absolute'); end;
CREATE TRIGGER summary_01_video_files after insert on video_files begin insert into file_totals select coalesce(new.root, ''), case when (select count(*) from movie_files where video_file_id = new.id) > 0 then 'movie' when (select count(*) from episode_files where video_file_id = new.id) > 0 then 'episode' else '' end, coalesce(case when max(max(new.resolution_width, new.resolution_height) * 9 / 16,
          min(new.resolution_width, new.resolution_height)) >= 1440 then '2160p' when max(max(new.resolution_width, new.resolution_height) * 9 / 16,
          min(new.resolution_width, new.resolution_height)) >= 900 then '1080p'
          when max(max(new.resolution_width, new.resolution_height) * 9 / 16,
          min(new.resolution_width, new.resolution_height)) >= 640 then '720p' when max(max(new.resolution_width, new.resolution_height) * 9 / 16,
          min(new.resolution_width, new.resolution_height)) > 0 then 'SD' end, ''), coalesce(new.codec_video, ''), new.missing_since is not null, 1, max(0, min(cast(new.size_bytes as integer), 70368744177664)), max(0, min(cast(coalesce(new.duration_seconds, 0) as integer), 70368744177664)), (new.duration_seconds is not null), ((select count(*) from movie_files where video_file_id = new.id) + (select count(*) from episode_files where video_file_id = new.id)) where true on conflict do update set files = files + excluded.files, bytes = bytes + excluded.bytes, seconds = seconds + excluded.seconds, timed = timed + excluded.timed, titles = titles + excluded.titles; end;
CREATE TRIGGER summary_02_video_files after update of id, root, resolution_width, resolution_height, codec_video, missing_since, size_bytes, duration_seconds on video_files begin insert into file_totals select coalesce(old.root, ''), case when (select count(*) from movie_files where video_file_id = old.id) > 0 then 'movie' when (select count(*) from episode_files where video_file_id = old.id) > 0 then 'episode' else '' end, coalesce(case when max(max(old.resolution_width, old.resolution_height) * 9 / 16,
          min(old.resolution_width, old.resolution_height)) >= 1440 then '2160p' when max(max(old.resolution_width, old.resolution_height) * 9 / 16,
          min(old.resolution_width, old.resolution_height)) >= 900 then '1080p'
          when max(max(old.resolution_width, old.resolution_height) * 9 / 16,
          min(old.resolution_width, old.resolution_height)) >= 640 then '720p' when max(max(old.resolution_width, old.resolution_height) * 9 / 16,
          min(old.resolution_width, old.resolution_height)) > 0 then 'SD' end, ''), coalesce(old.codec_video, ''), old.missing_since is not null, -1, -max(0, min(cast(old.size_bytes as integer), 70368744177664)), -max(0, min(cast(coalesce(old.duration_seconds, 0) as integer), 70368744177664)), -(old.duration_seconds is not null), -((select count(*) from movie_files where video_file_id = old.id) + (select count(*) from episode_files where video_file_id = old.id)) where true on conflict do update set files = files + excluded.files, bytes = bytes + excluded.bytes, seconds = seconds + excluded.seconds, timed = timed + excluded.timed, titles = titles + excluded.titles;insert into file_totals select coalesce(new.root, ''), case when (select count(*) from movie_files where video_file_id = new.id) > 0 then 'movie' when (select count(*) from episode_files where video_file_id = new.id) > 0 then 'episode' else '' end, coalesce(case when max(max(new.resolution_width, new.resolution_height) * 9 / 16,
          min(new.resolution_width, new.resolution_height)) >= 1440 then '2160p' when max(max(new.resolution_width, new.resolution_height) * 9 / 16,
          min(new.resolution_width, new.resolution_height)) >= 900 then '1080p'
          when max(max(new.resolution_width, new.resolution_height) * 9 / 16,
          min(new.resolution_width, new.resolution_height)) >= 640 then '720p' when max(max(new.resolution_width, new.resolution_height) * 9 / 16,
          min(new.resolution_width, new.resolution_height)) > 0 then 'SD' end, ''), coalesce(new.codec_video, ''), new.missing_since is not null, 1, max(0, min(cast(new.size_bytes as integer), 70368744177664)), max(0, min(cast(coalesce(new.duration_seconds, 0) as integer), 70368744177664)), (new.duration_seconds is not null), ((select count(*) from movie_files where video_file_id = new.id) + (select count(*) from episode_files where video_file_id = new.id)) where true on conflict do update set files = files + excluded.files, bytes = bytes + excluded.bytes, seconds = seconds + excluded.seconds, timed = timed + excluded.timed, titles = titles + excluded.titles; end;
CREATE TRIGGER summary_03_video_files after delete on video_files begin insert into file_totals select coalesce(old.root, ''), case when (select count(*) from movie_files where video_file_id = old.id) > 0 then 'movie' when (select count(*) from episode_files where video_file_id = old.id) > 0 then 'episode' else '' end, coalesce(case when max(max(old.resolution_width, old.resolution_height) * 9 / 16,
          min(old.resolution_width, old.resolution_height)) >= 1440 then '2160p' when max(max(old.resolution_width, old.resolution_height) * 9 / 16,
          min(old.resolution_width, old.resolution_height)) >= 900 then '1080p'
          when max(max(old.resolution_width, old.resolution_height) * 9 / 16,
          min(old.resolution_width, old.resolution_height)) >= 640 then '720p' when max(max(old.resolution_width, old.resolution_height) * 9 / 16,
          min(old.resolution_width, old.resolution_height)) > 0 then 'SD' end, ''), coalesce(old.codec_video, ''), old.missing_since is not null, -1, -max(0, min(cast(old.size_bytes as integer), 70368744177664)), -max(0, min(cast(coalesce(old.duration_seconds, 0) as integer), 70368744177664)), -(old.duration_seconds is not null), -((select count(*) from movie_files where video_file_id = old.id) + (select count(*) from episode_files where video_file_id = old.id)) where true on conflict do update set files = files + excluded.files, bytes = bytes + excluded.bytes, seconds = seconds + excluded.seconds, timed = timed + excluded.timed, titles = titles + excluded.titles;delete from doubtful_files where video_file_id = old.id; end;
CREATE TRIGGER summary_04_movies after insert on movies begin insert into chart_totals select chart, bar, total from (select 'genre' as chart, json_each.value as bar, 1 as total from json_each(iif(typeof(new.genres_json) = 'text' and json_valid(new.genres_json), new.genres_json, '[]')) where typeof(json_each.value) = 'text' and json_each.value not glob '*�*'
      union all select 'decade', (new.year / 10 * 10) || 's', 1 from (select 1)
        where typeof(new.year) = 'integer') where true on conflict do update set total = total + excluded.total; end;
CREATE TRIGGER summary_05_movies after update of year, genres_json on movies begin insert into chart_totals select chart, bar, -total from (select 'genre' as chart, json_each.value as bar, 1 as total from json_each(iif(typeof(old.genres_json) = 'text' and json_valid(old.genres_json), old.genres_json, '[]')) where typeof(json_each.value) = 'text' and json_each.value not glob '*�*'
      union all select 'decade', (old.year / 10 * 10) || 's', 1 from (select 1)
        where typeof(old.year) = 'integer') where true on conflict do update set total = total + excluded.total;insert into chart_totals select chart, bar, total from (select 'genre' as chart, json_each.value as bar, 1 as total from json_each(iif(typeof(new.genres_json) = 'text' and json_valid(new.genres_json), new.genres_json, '[]')) where typeof(json_each.value) = 'text' and json_each.value not glob '*�*'
      union all select 'decade', (new.year / 10 * 10) || 's', 1 from (select 1)
        where typeof(new.year) = 'integer') where true on conflict do update set total = total + excluded.total; end;
CREATE TRIGGER summary_06_movies after delete on movies begin insert into chart_totals select chart, bar, -total from (select 'genre' as chart, json_each.value as bar, 1 as total from json_each(iif(typeof(old.genres_json) = 'text' and json_valid(old.genres_json), old.genres_json, '[]')) where typeof(json_each.value) = 'text' and json_each.value not glob '*�*'
      union all select 'decade', (old.year / 10 * 10) || 's', 1 from (select 1)
        where typeof(old.year) = 'integer') where true on conflict do update set total = total + excluded.total; end;
CREATE TRIGGER summary_07_video_files after insert on video_files begin insert into chart_totals select chart, bar, total from (select 'language' as chart, json_each.value as bar, 1 as total
        from json_each(iif(typeof(new.languages_json) = 'text' and json_valid(new.languages_json), new.languages_json, '[]')) where typeof(json_each.value) = 'text' and json_each.value not glob '*�*' and new.missing_since is null
      union all select 'day', substr(new.created_at, 1, 10), max(0, min(cast(new.size_bytes as integer), 70368744177664))
        from (select 1)
        where typeof(new.created_at) = 'text' and new.created_at not glob '*�*' and new.missing_since is null) where true on conflict do update set total = total + excluded.total; end;
CREATE TRIGGER summary_08_video_files after update of languages_json, missing_since, size_bytes, created_at on video_files begin insert into chart_totals select chart, bar, -total from (select 'language' as chart, json_each.value as bar, 1 as total
        from json_each(iif(typeof(old.languages_json) = 'text' and json_valid(old.languages_json), old.languages_json, '[]')) where typeof(json_each.value) = 'text' and json_each.value not glob '*�*' and old.missing_since is null
      union all select 'day', substr(old.created_at, 1, 10), max(0, min(cast(old.size_bytes as integer), 70368744177664))
        from (select 1)
        where typeof(old.created_at) = 'text' and old.created_at not glob '*�*' and old.missing_since is null) where true on conflict do update set total = total + excluded.total;insert into chart_totals select chart, bar, total from (select 'language' as chart, json_each.value as bar, 1 as total
        from json_each(iif(typeof(new.languages_json) = 'text' and json_valid(new.languages_json), new.languages_json, '[]')) where typeof(json_each.value) = 'text' and json_each.value not glob '*�*' and new.missing_since is null
      union all select 'day', substr(new.created_at, 1, 10), max(0, min(cast(new.size_bytes as integer), 70368744177664))
        from (select 1)
        where typeof(new.created_at) = 'text' and new.created_at not glob '*�*' and new.missing_since is null) where true on conflict do update set total = total + excluded.total; end;
CREATE TRIGGER summary_09_video_files after delete on video_files begin insert into chart_totals select chart, bar, -total from (select 'language' as chart, json_each.value as bar, 1 as total
        from json_each(iif(typeof(old.languages_json) = 'text' and json_valid(old.languages_json), old.languages_json, '[]')) where typeof(json_each.value) = 'text' and json_each.value not glob '*�*' and old.missing_since is null
      union all select 'day', substr(old.created_at, 1, 10), max(0, min(cast(old.size_bytes as integer), 70368744177664))
        from (select 1)
        where typeof(old.created_at) = 'text' and old.created_at not glob '*�*' and old.missing_since is null) where true on conflict do update set total = total + excluded.total; end;
CREATE TRIGGER summary_10_movie_files after insert on movie_files begin insert into file_totals select coalesce(file.root, ''), case when ((select count(*) from movie_files where video_file_id = new.video_file_id) - (1)) > 0 then 'movie' when (select count(*) from episode_files where video_file_id = new.video_file_id) > 0 then 'episode' else '' end, coalesce(case when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 1440 then '2160p' when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 900 then '1080p'
          when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 640 then '720p' when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) > 0 then 'SD' end, ''), coalesce(file.codec_video, ''), file.missing_since is not null, -1, -max(0, min(cast(file.size_bytes as integer), 70368744177664)), -max(0, min(cast(coalesce(file.duration_seconds, 0) as integer), 70368744177664)), -(file.duration_seconds is not null), -(((select count(*) from movie_files where video_file_id = new.video_file_id) - (1)) + (select count(*) from episode_files where video_file_id = new.video_file_id)) from video_files as file where file.id = new.video_file_id on conflict do update set files = files + excluded.files, bytes = bytes + excluded.bytes, seconds = seconds + excluded.seconds, timed = timed + excluded.timed, titles = titles + excluded.titles;insert into file_totals select coalesce(file.root, ''), case when (select count(*) from movie_files where video_file_id = new.video_file_id) > 0 then 'movie' when (select count(*) from episode_files where video_file_id = new.video_file_id) > 0 then 'episode' else '' end, coalesce(case when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 1440 then '2160p' when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 900 then '1080p'
          when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 640 then '720p' when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) > 0 then 'SD' end, ''), coalesce(file.codec_video, ''), file.missing_since is not null, 1, max(0, min(cast(file.size_bytes as integer), 70368744177664)), max(0, min(cast(coalesce(file.duration_seconds, 0) as integer), 70368744177664)), (file.duration_seconds is not null), ((select count(*) from movie_files where video_file_id = new.video_file_id) + (select count(*) from episode_files where video_file_id = new.video_file_id)) from video_files as file where file.id = new.video_file_id on conflict do update set files = files + excluded.files, bytes = bytes + excluded.bytes, seconds = seconds + excluded.seconds, timed = timed + excluded.timed, titles = titles + excluded.titles; end;
CREATE TRIGGER summary_11_movie_files after delete on movie_files begin insert into file_totals select coalesce(file.root, ''), case when ((select count(*) from movie_files where video_file_id = old.video_file_id) - (-1)) > 0 then 'movie' when (select count(*) from episode_files where video_file_id = old.video_file_id) > 0 then 'episode' else '' end, coalesce(case when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 1440 then '2160p' when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 900 then '1080p'
          when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 640 then '720p' when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) > 0 then 'SD' end, ''), coalesce(file.codec_video, ''), file.missing_since is not null, -1, -max(0, min(cast(file.size_bytes as integer), 70368744177664)), -max(0, min(cast(coalesce(file.duration_seconds, 0) as integer), 70368744177664)), -(file.duration_seconds is not null), -(((select count(*) from movie_files where video_file_id = old.video_file_id) - (-1)) + (select count(*) from episode_files where video_file_id = old.video_file_id)) from video_files as file where file.id = old.video_file_id on conflict do update set files = files + excluded.files, bytes = bytes + excluded.bytes, seconds = seconds + excluded.seconds, timed = timed + excluded.timed, titles = titles + excluded.titles;insert into file_totals select coalesce(file.root, ''), case when (select count(*) from movie_files where video_file_id = old.video_file_id) > 0 then 'movie' when (select count(*) from episode_files where video_file_id = old.video_file_id) > 0 then 'episode' else '' end, coalesce(case when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 1440 then '2160p' when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 900 then '1080p'
          when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 640 then '720p' when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) > 0 then 'SD' end, ''), coalesce(file.codec_video, ''), file.missing_since is not null, 1, max(0, min(cast(file.size_bytes as integer), 70368744177664)), max(0, min(cast(coalesce(file.duration_seconds, 0) as integer), 70368744177664)), (file.duration_seconds is not null), ((select count(*) from movie_files where video_file_id = old.video_file_id) + (select count(*) from episode_files where video_file_id = old.video_file_id)) from video_files as file where file.id = old.video_file_id on conflict do update set files = files + excluded.files, bytes = bytes + excluded.bytes, seconds = seconds + excluded.seconds, timed = timed + excluded.timed, titles = titles + excluded.titles; end;
CREATE TRIGGER summary_12_movie_files after update of video_file_id on movie_files when old.video_file_id is not new.video_file_id begin insert into file_totals select coalesce(file.root, ''), case when ((select count(*) from movie_files where video_file_id = old.video_file_id) - (-1)) > 0 then 'movie' when (select count(*) from episode_files where video_file_id = old.video_file_id) > 0 then 'episode' else '' end, coalesce(case when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 1440 then '2160p' when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 900 then '1080p'
          when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 640 then '720p' when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) > 0 then 'SD' end, ''), coalesce(file.codec_video, ''), file.missing_since is not null, -1, -max(0, min(cast(file.size_bytes as integer), 70368744177664)), -max(0, min(cast(coalesce(file.duration_seconds, 0) as integer), 70368744177664)), -(file.duration_seconds is not null), -(((select count(*) from movie_files where video_file_id = old.video_file_id) - (-1)) + (select count(*) from episode_files where video_file_id = old.video_file_id)) from video_files as file where file.id = old.video_file_id on conflict do update set files = files + excluded.files, bytes = bytes + excluded.bytes, seconds = seconds + excluded.seconds, timed = timed + excluded.timed, titles = titles + excluded.titles;insert into file_totals select coalesce(file.root, ''), case when (select count(*) from movie_files where video_file_id = old.video_file_id) > 0 then 'movie' when (select count(*) from episode_files where video_file_id = old.video_file_id) > 0 then 'episode' else '' end, coalesce(case when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 1440 then '2160p' when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 900 then '1080p'
          when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 640 then '720p' when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) > 0 then 'SD' end, ''), coalesce(file.codec_video, ''), file.missing_since is not null, 1, max(0, min(cast(file.size_bytes as integer), 70368744177664)), max(0, min(cast(coalesce(file.duration_seconds, 0) as integer), 70368744177664)), (file.duration_seconds is not null), ((select count(*) from movie_files where video_file_id = old.video_file_id) + (select count(*) from episode_files where video_file_id = old.video_file_id)) from video_files as file where file.id = old.video_file_id on conflict do update set files = files + excluded.files, bytes = bytes + excluded.bytes, seconds = seconds + excluded.seconds, timed = timed + excluded.timed, titles = titles + excluded.titles;insert into file_totals select coalesce(file.root, ''), case when ((select count(*) from movie_files where video_file_id = new.video_file_id) - (1)) > 0 then 'movie' when (select count(*) from episode_files where video_file_id = new.video_file_id) > 0 then 'episode' else '' end, coalesce(case when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 1440 then '2160p' when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 900 then '1080p'
          when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 640 then '720p' when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) > 0 then 'SD' end, ''), coalesce(file.codec_video, ''), file.missing_since is not null, -1, -max(0, min(cast(file.size_bytes as integer), 70368744177664)), -max(0, min(cast(coalesce(file.duration_seconds, 0) as integer), 70368744177664)), -(file.duration_seconds is not null), -(((select count(*) from movie_files where video_file_id = new.video_file_id) - (1)) + (select count(*) from episode_files where video_file_id = new.video_file_id)) from video_files as file where file.id = new.video_file_id on conflict do update set files = files + excluded.files, bytes = bytes + excluded.bytes, seconds = seconds + excluded.seconds, timed = timed + excluded.timed, titles = titles + excluded.titles;insert into file_totals select coalesce(file.root, ''), case when (select count(*) from movie_files where video_file_id = new.video_file_id) > 0 then 'movie' when (select count(*) from episode_files where video_file_id = new.video_file_id) > 0 then 'episode' else '' end, coalesce(case when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 1440 then '2160p' when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 900 then '1080p'
          when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 640 then '720p' when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) > 0 then 'SD' end, ''), coalesce(file.codec_video, ''), file.missing_since is not null, 1, max(0, min(cast(file.size_bytes as integer), 70368744177664)), max(0, min(cast(coalesce(file.duration_seconds, 0) as integer), 70368744177664)), (file.duration_seconds is not null), ((select count(*) from movie_files where video_file_id = new.video_file_id) + (select count(*) from episode_files where video_file_id = new.video_file_id)) from video_files as file where file.id = new.video_file_id on conflict do update set files = files + excluded.files, bytes = bytes + excluded.bytes, seconds = seconds + excluded.seconds, timed = timed + excluded.timed, titles = titles + excluded.titles; end;
CREATE TRIGGER summary_13_episode_files after insert on episode_files begin insert into file_totals select coalesce(file.root, ''), case when (select count(*) from movie_files where video_file_id = new.video_file_id) > 0 then 'movie' when ((select count(*) from episode_files where video_file_id = new.video_file_id) - (1)) > 0 then 'episode' else '' end, coalesce(case when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 1440 then '2160p' when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 900 then '1080p'
          when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 640 then '720p' when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) > 0 then 'SD' end, ''), coalesce(file.codec_video, ''), file.missing_since is not null, -1, -max(0, min(cast(file.size_bytes as integer), 70368744177664)), -max(0, min(cast(coalesce(file.duration_seconds, 0) as integer), 70368744177664)), -(file.duration_seconds is not null), -((select count(*) from movie_files where video_file_id = new.video_file_id) + ((select count(*) from episode_files where video_file_id = new.video_file_id) - (1))) from video_files as file where file.id = new.video_file_id on conflict do update set files = files + excluded.files, bytes = bytes + excluded.bytes, seconds = seconds + excluded.seconds, timed = timed + excluded.timed, titles = titles + excluded.titles;insert into file_totals select coalesce(file.root, ''), case when (select count(*) from movie_files where video_file_id = new.video_file_id) > 0 then 'movie' when (select count(*) from episode_files where video_file_id = new.video_file_id) > 0 then 'episode' else '' end, coalesce(case when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 1440 then '2160p' when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 900 then '1080p'
          when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 640 then '720p' when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) > 0 then 'SD' end, ''), coalesce(file.codec_video, ''), file.missing_since is not null, 1, max(0, min(cast(file.size_bytes as integer), 70368744177664)), max(0, min(cast(coalesce(file.duration_seconds, 0) as integer), 70368744177664)), (file.duration_seconds is not null), ((select count(*) from movie_files where video_file_id = new.video_file_id) + (select count(*) from episode_files where video_file_id = new.video_file_id)) from video_files as file where file.id = new.video_file_id on conflict do update set files = files + excluded.files, bytes = bytes + excluded.bytes, seconds = seconds + excluded.seconds, timed = timed + excluded.timed, titles = titles + excluded.titles; end;
CREATE TRIGGER summary_14_episode_files after delete on episode_files begin insert into file_totals select coalesce(file.root, ''), case when (select count(*) from movie_files where video_file_id = old.video_file_id) > 0 then 'movie' when ((select count(*) from episode_files where video_file_id = old.video_file_id) - (-1)) > 0 then 'episode' else '' end, coalesce(case when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 1440 then '2160p' when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 900 then '1080p'
          when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 640 then '720p' when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) > 0 then 'SD' end, ''), coalesce(file.codec_video, ''), file.missing_since is not null, -1, -max(0, min(cast(file.size_bytes as integer), 70368744177664)), -max(0, min(cast(coalesce(file.duration_seconds, 0) as integer), 70368744177664)), -(file.duration_seconds is not null), -((select count(*) from movie_files where video_file_id = old.video_file_id) + ((select count(*) from episode_files where video_file_id = old.video_file_id) - (-1))) from video_files as file where file.id = old.video_file_id on conflict do update set files = files + excluded.files, bytes = bytes + excluded.bytes, seconds = seconds + excluded.seconds, timed = timed + excluded.timed, titles = titles + excluded.titles;insert into file_totals select coalesce(file.root, ''), case when (select count(*) from movie_files where video_file_id = old.video_file_id) > 0 then 'movie' when (select count(*) from episode_files where video_file_id = old.video_file_id) > 0 then 'episode' else '' end, coalesce(case when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 1440 then '2160p' when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 900 then '1080p'
          when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 640 then '720p' when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) > 0 then 'SD' end, ''), coalesce(file.codec_video, ''), file.missing_since is not null, 1, max(0, min(cast(file.size_bytes as integer), 70368744177664)), max(0, min(cast(coalesce(file.duration_seconds, 0) as integer), 70368744177664)), (file.duration_seconds is not null), ((select count(*) from movie_files where video_file_id = old.video_file_id) + (select count(*) from episode_files where video_file_id = old.video_file_id)) from video_files as file where file.id = old.video_file_id on conflict do update set files = files + excluded.files, bytes = bytes + excluded.bytes, seconds = seconds + excluded.seconds, timed = timed + excluded.timed, titles = titles + excluded.titles; end;
CREATE TRIGGER summary_15_episode_files after update of video_file_id on episode_files when old.video_file_id is not new.video_file_id begin insert into file_totals select coalesce(file.root, ''), case when (select count(*) from movie_files where video_file_id = old.video_file_id) > 0 then 'movie' when ((select count(*) from episode_files where video_file_id = old.video_file_id) - (-1)) > 0 then 'episode' else '' end, coalesce(case when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 1440 then '2160p' when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 900 then '1080p'
          when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 640 then '720p' when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) > 0 then 'SD' end, ''), coalesce(file.codec_video, ''), file.missing_since is not null, -1, -max(0, min(cast(file.size_bytes as integer), 70368744177664)), -max(0, min(cast(coalesce(file.duration_seconds, 0) as integer), 70368744177664)), -(file.duration_seconds is not null), -((select count(*) from movie_files where video_file_id = old.video_file_id) + ((select count(*) from episode_files where video_file_id = old.video_file_id) - (-1))) from video_files as file where file.id = old.video_file_id on conflict do update set files = files + excluded.files, bytes = bytes + excluded.bytes, seconds = seconds + excluded.seconds, timed = timed + excluded.timed, titles = titles + excluded.titles;insert into file_totals select coalesce(file.root, ''), case when (select count(*) from movie_files where video_file_id = old.video_file_id) > 0 then 'movie' when (select count(*) from episode_files where video_file_id = old.video_file_id) > 0 then 'episode' else '' end, coalesce(case when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 1440 then '2160p' when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 900 then '1080p'
          when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 640 then '720p' when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) > 0 then 'SD' end, ''), coalesce(file.codec_video, ''), file.missing_since is not null, 1, max(0, min(cast(file.size_bytes as integer), 70368744177664)), max(0, min(cast(coalesce(file.duration_seconds, 0) as integer), 70368744177664)), (file.duration_seconds is not null), ((select count(*) from movie_files where video_file_id = old.video_file_id) + (select count(*) from episode_files where video_file_id = old.video_file_id)) from video_files as file where file.id = old.video_file_id on conflict do update set files = files + excluded.files, bytes = bytes + excluded.bytes, seconds = seconds + excluded.seconds, timed = timed + excluded.timed, titles = titles + excluded.titles;insert into file_totals select coalesce(file.root, ''), case when (select count(*) from movie_files where video_file_id = new.video_file_id) > 0 then 'movie' when ((select count(*) from episode_files where video_file_id = new.video_file_id) - (1)) > 0 then 'episode' else '' end, coalesce(case when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 1440 then '2160p' when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 900 then '1080p'
          when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 640 then '720p' when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) > 0 then 'SD' end, ''), coalesce(file.codec_video, ''), file.missing_since is not null, -1, -max(0, min(cast(file.size_bytes as integer), 70368744177664)), -max(0, min(cast(coalesce(file.duration_seconds, 0) as integer), 70368744177664)), -(file.duration_seconds is not null), -((select count(*) from movie_files where video_file_id = new.video_file_id) + ((select count(*) from episode_files where video_file_id = new.video_file_id) - (1))) from video_files as file where file.id = new.video_file_id on conflict do update set files = files + excluded.files, bytes = bytes + excluded.bytes, seconds = seconds + excluded.seconds, timed = timed + excluded.timed, titles = titles + excluded.titles;insert into file_totals select coalesce(file.root, ''), case when (select count(*) from movie_files where video_file_id = new.video_file_id) > 0 then 'movie' when (select count(*) from episode_files where video_file_id = new.video_file_id) > 0 then 'episode' else '' end, coalesce(case when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 1440 then '2160p' when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 900 then '1080p'
          when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) >= 640 then '720p' when max(max(file.resolution_width, file.resolution_height) * 9 / 16,
          min(file.resolution_width, file.resolution_height)) > 0 then 'SD' end, ''), coalesce(file.codec_video, ''), file.missing_since is not null, 1, max(0, min(cast(file.size_bytes as integer), 70368744177664)), max(0, min(cast(coalesce(file.duration_seconds, 0) as integer), 70368744177664)), (file.duration_seconds is not null), ((select count(*) from movie_files where video_file_id = new.video_file_id) + (select count(*) from episode_files where video_file_id = new.video_file_id)) from video_files as file where file.id = new.video_file_id on conflict do update set files = files + excluded.files, bytes = bytes + excluded.bytes, seconds = seconds + excluded.seconds, timed = timed + excluded.timed, titles = titles + excluded.titles; end;
CREATE TRIGGER summary_16_video_files after insert on video_files begin delete from doubtful_files where what = 'unlike_resolutions' and video_file_id in (select new.id as asked); insert into doubtful_files select distinct 'unlike_resolutions', file from (select new.id as asked) cross join unlike_resolutions on file = asked; end;
CREATE TRIGGER summary_17_video_files after update of filename, resolution_width, resolution_height on video_files begin delete from doubtful_files where what = 'unlike_resolutions' and video_file_id in (select new.id as asked); insert into doubtful_files select distinct 'unlike_resolutions', file from (select new.id as asked) cross join unlike_resolutions on file = asked; end;
CREATE TRIGGER summary_18_video_files after insert on video_files begin delete from doubtful_files where what = 'unlike_languages' and video_file_id in (select new.id as asked); insert into doubtful_files select distinct 'unlike_languages', file from (select new.id as asked) cross join unlike_languages on file = asked; end;
CREATE TRIGGER summary_19_video_files after update of filename, languages_json on video_files begin delete from doubtful_files where what = 'unlike_languages' and video_file_id in (select new.id as asked); insert into doubtful_files select distinct 'unlike_languages', file from (select new.id as asked) cross join unlike_languages on file = asked; end;
CREATE TRIGGER summary_20_movie_files after insert on movie_files begin delete from doubtful_files where what = 'unlike_films' and video_file_id in (select new.video_file_id as asked); insert into doubtful_files select distinct 'unlike_films', file from (select new.video_file_id as asked) cross join unlike_films on file = asked; end;
CREATE TRIGGER summary_21_movie_files after delete on movie_files begin delete from doubtful_files where what = 'unlike_films' and video_file_id in (select old.video_file_id as asked); insert into doubtful_files select distinct 'unlike_films', file from (select old.video_file_id as asked) cross join unlike_films on file = asked; end;
CREATE TRIGGER summary_22_movie_files after update of movie_id, video_file_id on movie_files begin delete from doubtful_files where what = 'unlike_films' and video_file_id in (select new.video_file_id as asked union select old.video_file_id as asked); insert into doubtful_files select distinct 'unlike_films', file from (select new.video_file_id as asked union select old.video_file_id as asked) cross join unlike_films on file = asked; end;
CREATE TRIGGER summary_23_movies after update of title, year, duration_seconds on movies begin delete from doubtful_files where what = 'unlike_films' and video_file_id in (select video_file_id as asked from movie_files where movie_id = new.id); insert into doubtful_files select distinct 'unlike_films', file from (select video_file_id as asked from movie_files where movie_id = new.id) cross join unlike_films on file = asked; end;
CREATE TRIGGER summary_24_video_files after update of duration_seconds on video_files begin delete from doubtful_files where what = 'unlike_films' and video_file_id in (select new.id as asked); insert into doubtful_files select distinct 'unlike_films', file from (select new.id as asked) cross join unlike_films on file = asked; end;
CREATE TRIGGER summary_25_pending_validations after update of video_file_id, read_title, read_year, read_season, read_episode on pending_validations begin delete from doubtful_files where what = 'unlike_films' and video_file_id in (select new.video_file_id as asked union select old.video_file_id as asked); insert into doubtful_files select distinct 'unlike_films', file from (select new.video_file_id as asked union select old.video_file_id as asked) cross join unlike_films on file = asked; end;
CREATE TRIGGER summary_26_pending_validations after delete on pending_validations begin delete from doubtful_files where what = 'unlike_films' and video_file_id in (select old.video_file_id as asked); insert into doubtful_files select distinct 'unlike_films', file from (select old.video_file_id as asked) cross join unlike_films on file = asked; end;
CREATE TRIGGER summary_27_episode_files after insert on episode_files begin delete from doubtful_files where what = 'unlike_episodes' and video_file_id in (select new.video_file_id as asked); insert into doubtful_files select distinct 'unlike_episodes', file from (select new.video_file_id as asked) cross join unlike_episodes on file = asked; end;
CREATE TRIGGER summary_28_episode_files after delete on episode_files begin delete from doubtful_files where what = 'unlike_episodes' and video_file_id in (select old.video_file_id as asked); insert into doubtful_files select distinct 'unlike_episodes', file from (select old.video_file_id as asked) cross join unlike_episodes on file = asked; end;
CREATE TRIGGER summary_29_episode_files after update of episode_id, video_file_id on episode_files begin delete from doubtful_files where what = 'unlike_episodes' and video_file_id in (select new.video_file_id as asked union select old.video_file_id as asked); insert into doubtful_files select distinct 'unlike_episodes', file from (select new.video_file_id as asked union select old.video_file_id as asked) cross join unlike_episodes on file = asked; end;
CREATE TRIGGER summary_30_episodes after update of series_id, season_number, episode_number, duration_seconds on episodes begin delete from doubtful_files where what = 'unlike_episodes' and video_file_id in (select video_file_id as asked from episode_files where episode_id = new.id); insert into doubtful_files select distinct 'unlike_episodes', file from (select video_file_id as asked from episode_files where episode_id = new.id) cross join unlike_episodes on file = asked; end;
CREATE TRIGGER summary_31_series after update of title on series begin delete from doubtful_files where what = 'unlike_episodes' and video_file_id in (select video_file_id as asked from episodes join episode_files on episode_id = episodes.id where series_id = new.id); insert into doubtful_files select distinct 'unlike_episodes', file from (select video_file_id as asked from episodes join episode_files on episode_id = episodes.id where series_id = new.id) cross join unlike_episodes on file = asked; end;
CREATE TRIGGER summary_32_video_files after update of duration_seconds on video_files begin delete from doubtful_files where what = 'unlike_episodes' and video_file_id in (select new.id as asked); insert into doubtful_files select distinct 'unlike_episodes', file from (select new.id as asked) cross join unlike_episodes on file = asked; end;
CREATE TRIGGER summary_33_pending_validations after update of video_file_id, read_title, read_year, read_season, read_episode on pending_validations begin delete from doubtful_files where what = 'unlike_episodes' and video_file_id in (select new.video_file_id as asked union select old.video_file_id as asked); insert into doubtful_files select distinct 'unlike_episodes', file from (select new.video_file_id as asked union select old.video_file_id as asked) cross join unlike_episodes on file = asked; end;
CREATE TRIGGER summary_34_pending_validations after delete on pending_validations begin delete from doubtful_files where what = 'unlike_episodes' and video_file_id in (select old.video_file_id as asked); insert into doubtful_files select distinct 'unlike_episodes', file from (select old.video_file_id as asked) cross join unlike_episodes on file = asked; end;
CREATE TRIGGER summary_35_movie_files after insert on movie_files begin delete from doubtful_files where what = 'unlike_versions' and video_file_id in (select new.video_file_id as asked union select video_file_id as asked from movie_files where movie_id = new.movie_id and new.is_main); insert into doubtful_files select distinct 'unlike_versions', file from (select new.video_file_id as asked union select video_file_id as asked from movie_files where movie_id = new.movie_id and new.is_main) cross join unlike_versions on file = asked; end;
CREATE TRIGGER summary_36_movie_files after delete on movie_files begin delete from doubtful_files where what = 'unlike_versions' and video_file_id in (select old.video_file_id as asked union select video_file_id as asked from movie_files where movie_id = old.movie_id and old.is_main); insert into doubtful_files select distinct 'unlike_versions', file from (select old.video_file_id as asked union select video_file_id as asked from movie_files where movie_id = old.movie_id and old.is_main) cross join unlike_versions on file = asked; end;
CREATE TRIGGER summary_37_movie_files after update on movie_files begin delete from doubtful_files where what = 'unlike_versions' and video_file_id in (select new.video_file_id as asked union select video_file_id as asked from movie_files where movie_id = new.movie_id and new.is_main union select old.video_file_id as asked union select video_file_id as asked from movie_files where movie_id = old.movie_id and old.is_main); insert into doubtful_files select distinct 'unlike_versions', file from (select new.video_file_id as asked union select video_file_id as asked from movie_files where movie_id = new.movie_id and new.is_main union select old.video_file_id as asked union select video_file_id as asked from movie_files where movie_id = old.movie_id and old.is_main) cross join unlike_versions on file = asked; end;
CREATE TRIGGER summary_38_video_files after update of duration_seconds, missing_since on video_files begin delete from doubtful_files where what = 'unlike_versions' and video_file_id in (select other.video_file_id as asked from movie_files as own join movie_files as other on other.movie_id = own.movie_id where own.video_file_id = new.id); insert into doubtful_files select distinct 'unlike_versions', file from (select other.video_file_id as asked from movie_files as own join movie_files as other on other.movie_id = own.movie_id where own.video_file_id = new.id) cross join unlike_versions on file = asked; end;
pragma user_version=100;
