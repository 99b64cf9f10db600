"""Ways in which names are written, one row each: what they must be read as, whatever the title is.

The rows of CASES D13–D15 come first; the others are the same kinds in other words, languages and orders.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cineorg_catalog.names import ParsedName, is_library, read_cheaply, season_of


def read(name: str, folder: str | None = None) -> ParsedName:
    return read_cheaply(name, folder)[0].parsed


EPISODES = """
S01E02and03.mkv | - | 1 | 2,3
Show S01E02and03.mkv | Show | 1 | 2,3
Show S01E02&3&4.mkv | Show | 1 | 2,3,4
Show.S03E21.22.720p.mkv | Show | 3 | 21,22
Show 8x01_02.mkv | Show | 8 | 1,2
Show - S01EP(01-09) [720p] | Show | 1 | 1,2,3,4,5,6,7,8,9
Show SO2E04.mkv | Show | 2 | 4
Show Series3, Episode2.avi | Show | 3 | 2
Show S0201.avi | Show | 2 | 1
BreakingBadS01E01.mp4 | Breaking Bad | 1 | 1
Show Name 313-315 s16e03-05.mkv | Show Name | 16 | 3,4,5
[2160][TV Series][TV 04].mkv | TV Series | None | 4
[Group] Show 07 (NHK E 848x480 x264).mkv | Show | None | 7
[Group] OVERLORD 第四季 - 04 [1080p].mkv | OVERLORD | 4 | 4
OVERLORD 第四季 - 04.mkv | OVERLORD | 4 | 4
Kaamelott - Livre V - Ep 23.avi | Kaamelott | 5 | 23
【漫游字幕组】[进击的巨人_Attack on Titan][S04E16].mp4 | Attack on Titan | 4 | 16
Show.Name.-.Tem.1.720p.HDTV.x264[Cap.102]SPANISH.AUDIO-NEWPCT | Show Name | 1 | 2
Show Name 2a Temporada | Show Name | 2 |
Tower of Druaga - Sword of Uruk - 04.mkv | Tower of Druaga - Sword of Uruk | None | 4
Fumetsu no Anata e - 03.mkv | Fumetsu no Anata e | None | 3
Eyeshield 21 - 101.mkv | Eyeshield 21 | None | 101
Anime Title 300-nen, With Even More Title 02.mkv | Anime Title 300-nen, With Even More Title | None | 2
Bleach - 012 - s02e03.avi | Bleach | 2 | 3
Show S01E03E01.mkv | Show | 1 | 1,3
Show S3 Part 2 - 01.mkv | Show | 3 |
[G] Show S3 Part 2 - 01 [720p].mkv | Show | 3 |
Show Season 3 Complete 1920 x 1080 | Show | 3 |
Show.S01E01-E02-E03.mp4 | Show | 1 | 1,2,3
Show.S01E01.E02.mp4 | Show | 1 | 1,2
Show S1 Ep 1-5.mkv | Show | 1 | 1,2,3,4,5
Show Season 1 Episodes 1-5 | Show | 1 | 1,2,3,4,5
Show S01E01~E04 | Show | 1 | 1,2,3,4
Show [S01E01-04] 1080p | Show | 1 | 1,2,3,4
Show E1-3 720p | Show | None | 1,2,3
Show ep.1-3 of 12 | Show | None | 1,2,3
Show [1-3 of 12] DVDRip | Show | None | 1,2,3
Show (1-4) [1080p] | Show | None | 1,2,3,4
[G] Show (01-04) [1080p] | Show | None | 1,2,3,4
[G] Show 01 - 04 [1080p] | Show | None | 1,2,3,4
[G] Show 01 to 04 [1080p] | Show | None | 1,2,3,4
Show Episodios 1 a 4 | Show | None | 1,2,3,4
Show Cap. 1 a 4 | Show | None | 1,2,3,4
Show 1x01 al 1x04 | Show | 1 | 1,2,3,4
Show s01.e01-e03 | Show | 1 | 1,2,3
Show 1x1-3 | Show | 1 | 1,2,3
Show 1x01-1x03.avi | Show | 1 | 1,2,3
Show.S01.E05.mkv | Show | 1 | 5
Show_S01_E05.mkv | Show | 1 | 5
Show S01 - 05.mkv | Show | 1 | 5
Show S01 - E05 - Name.mkv | Show | 1 | 5
Show S01 Ep05.mkv | Show | 1 | 5
Show S1 E5.mkv | Show | 1 | 5
Show.s1.ep5.mkv | Show | 1 | 5
Show Season 1 - 05.mkv | Show | 1 | 5
Show Season 01 Episode 05 Title.mkv | Show | 1 | 5
Show - Season 1, Episode 5 - Title.mkv | Show | 1 | 5
Show (Season 1) Episode 5.mkv | Show | 1 | 5
Show, 1. Staffel, Folge 5.avi | Show | 1 | 5
Show Staffel 1 Folge 5.avi | Show | 1 | 5
Show St01E05.avi | Show | 1 | 5
Show Saison 1 Épisode 5.avi | Show | 1 | 5
Show - Saison 1 - Episode 05.avi | Show | 1 | 5
Show Temporada 1 Capitulo 5.avi | Show | 1 | 5
Show Temporada 1 Episódio 5.avi | Show | 1 | 5
Show 1ª Temporada Episodio 05.avi | Show | 1 | 5
Show T01E05.avi | Show | 1 | 5
Show Stagione 1 Episodio 5.avi | Show | 1 | 5
Show Stagione 1 Puntata 5.avi | Show | 1 | 5
Show 1x05 Titolo.avi | Show | 1 | 5
Show Seizoen 1 Aflevering 5.avi | Show | 1 | 5
Show Sæson 1 Afsnit 5.avi | Show | 1 | 5
Show Säsong 1 Avsnitt 5.avi | Show | 1 | 5
Show Sesong 1 Episode 5.avi | Show | 1 | 5
Show Kausi 1 Jakso 5.avi | Show | 1 | 5
Show Sezon 1 Odcinek 5.avi | Show | 1 | 5
Show 1. série 5. díl.avi | Show | 1 | 5
Show 1. évad 5. rész.avi | Show | 1 | 5
Show 1. Sezon 5. Bölüm.avi | Show | 1 | 5
Шоу 1 сезон 5 серия.avi | Шоу | 1 | 5
Шоу (1 сезон, 5 серия).avi | Шоу | 1 | 5
Шоу. Сезон 1. Серия 5.avi | Шоу | 1 | 5
Шоу (Сезон 1) [01-05 из 10].avi | Шоу | 1 | 1,2,3,4,5
Шоу / Show (Сезон 1, серии 1-4 из 8) WEBRip | Show | 1 | 1,2,3,4
Show S01E05v2.mkv | Show | 1 | 5
[G] Show - 05v2 [1080p].mkv | Show | None | 5
[G] Show - 05 END [1080p].mkv | Show | None | 5
[G] Show - E05 [1080p].mkv | Show | None | 5
[G] Show EP05 [1080p].mkv | Show | None | 5
[G] Show Ep. 05 [1080p].mkv | Show | None | 5
[G] Show #05 [1080p].mkv | Show | None | 5
[G][Show][05][1080p].mkv | Show | None | 5
[G] Show [05] [1080p].mkv | Show | None | 5
[G]_Show_05_[1080p].mkv | Show | None | 5
(Grp) Show - 05 (1080p).mkv | Show | None | 5
[G] Show S2 - 05 [1080p].mkv | Show | 2 | 5
[G] Show 2nd Season - 05 [1080p].mkv | Show | 2 | 5
[G] Show Season 2 - 05 [1080p].mkv | Show | 2 | 5
[G] Show II - 05 [1080p].mkv | Show II | None | 5
[G] Show Second Season - 05.mkv | Show | 2 | 5
Show - 05 [G].mkv | Show | None | 5
Show - 05.mkv | Show | None | 5
Show 05.mkv | Show | None | 5
Show - 105 - Title.mkv | Show | None | 105
Show Episode 105.mkv | Show | None | 105
Show.E105.1080p.WEB-DL.mkv | Show | None | 105
Show.EP105.1080p.WEB-DL.mkv | Show | None | 105
Show.105.1080p.WEB-DL.mkv | Show | 1 | 5
Show.105.HDTV.XviD-LOL.avi | Show | 1 | 5
Show.S01.1080p.BluRay.x264-GRP | Show | 1 |
Show.S01-S05.1080p.BluRay.x264-GRP | Show | 1 |
Show Season 1-5 Complete | Show | 1 |
Show Seasons 1 to 5 | Show | 1 |
Show Complete Season 1 | Show | 1 |
Show - The Complete Season 1 | Show | 1 |
Show Season One | Show | 1 |
Show Saison 1 Complète | Show | 1 |
Show - Intégrale Saison 1 | Show | 1 |
Show Staffel 1-5 | Show | 1 |
Show.2010.S01E05.mkv | Show | 1 | 5
Show (2010) S01E05.mkv | Show | 1 | 5
Show (US) S01E05.mkv | Show | 1 | 5
Show.US.S01E05.mkv | Show | 1 | 5
Show - 1x05 - Title.mkv | Show | 1 | 5
Show [1x05] Title.mkv | Show | 1 | 5
Show [01.05] Title.mkv | Show | 1 | 5
Show - 1.05 - Title.mkv | Show | 1 | 5
Show 1.05.mkv | Show 1.05 | None |
Show S01E05 (2010).mkv | Show | 1 | 5
Show S01E05-E06 Title.mkv | Show | 1 | 5,6
Show S01E05+06.mkv | Show | 1 | 5,6
Show S01E05 & E06.mkv | Show | 1 | 5,6
Show S01E05 E06.mkv | Show | 1 | 5,6
Show S01E05E06E07.mkv | Show | 1 | 5,6,7
Show S01E05-S01E07.mkv | Show | 1 | 5,6,7
Show S01E05 - S01E06.mkv | Show | 1 | 5,6
Show S1990E05.mkv | Show | 1990 | 5
Show 2010x05.mkv | Show | 2010 | 5
Show.part.2.of.4.avi | Show | None | 2
Show 2of4 Title.avi | Show | None | 2
Show 2 of 4 Title.avi | Show | None | 2
Show.2of4.Title.avi | Show | None | 2
Show S01 E01 of 10.mkv | Show | 1 | 1
シーズン1 第05話.mkv | - | 1 | 5
ショー 第05話.mkv | ショー | None | 5
ショー 第2期 第05話.mkv | ショー | 2 | 5
节目 第1季 第5集.mkv | 节目 | 1 | 5
节目 第5集 1080p.mkv | 节目 | None | 5
쇼.E05.210101.720p-NEXT.mp4 | 쇼 | None | 5
쇼 시즌1 5화.mkv | 쇼 | 1 | 5
Show S00E01 Special.mkv | Show | 0 | 1
Show S01E00 Pilot.mkv | Show | 1 | 0
24.S01E05.mkv | 24 | 1 | 5
The.100.S01E05.mkv | The 100 | 1 | 5
9-1-1.S01E05.mkv | 9-1-1 | 1 | 5
Room 104 S01E05.mkv | Room 104 | 1 | 5
1883.S01E05.mkv | 1883 | 1 | 5
1899 (2022) S01E05.mkv | 1899 | 1 | 5
The 4400 1x05.avi | The 4400 | 1 | 5
Stargate SG-1 S01E05.mkv | Stargate SG-1 | 1 | 5
Stargate SG-1 - 1x05.mkv | Stargate SG-1 | 1 | 5
Mr. Robot S01E05.mkv | Mr. Robot | 1 | 5
M*A*S*H S01E05.mkv | M*A*S*H | 1 | 5
S.W.A.T.2017.S01E05.mkv | S.W.A.T. | 1 | 5
Law & Order: SVU S01E05.mkv | Law & Order: SVU | 1 | 5
Beverly Hills 90210 S01E05.mkv | Beverly Hills 90210 | 1 | 5
UFO 1970 S01E05.mkv | UFO | 1 | 5
Show S01E05 1080p H.264 10bit.mkv | Show | 1 | 5
Show.S01E05.5.1.Audio.mkv | Show | 1 | 5
Show - S01E05 - 50-50.mkv | Show | 1 | 5
Show - S01E05 - 7 Days.mkv | Show | 1 | 5
Show - S01E05 - 06 Title.mkv | Show | 1 | 5
Show.S01E05.7.Days.mkv | Show | 1 | 5
Show.S01E05.24.Hours.720p.mkv | Show | 1 | 5
Show.S01E05.1984.mkv | Show | 1 | 5
[SubsPlease] Show Name (01-12) (1080p) [Batch] | Show Name | None | 1,2,3,4,5,6,7,8,9,10,11,12
[G] Show Name - 01-03 [720p] | Show Name | None | 1,2,3
[G] Show Name 1~3 [720p] | Show Name | None | 1,2,3
[G] Show Name [01~03][720p] | Show Name | None | 1,2,3
[G] Show Name - S01E05 [1080p] | Show Name | 1 | 5
[G] Show Name - S01 - 05 [1080p] | Show Name | 1 | 5
[G] Show Name S01E05 (1080p) [ABCD1234].mkv | Show Name | 1 | 5
[G] Show Name - 05 (1080p) [ABCD1234].mkv | Show Name | None | 5
[G] Show Name! - 05 - Title [1080p].mkv | Show Name! | None | 5
[G] Show Name 2 - 05 [1080p].mkv | Show Name 2 | None | 5
[G] Show Name 2nd - 05 [1080p].mkv | Show Name 2nd | None | 5
[G] Show: Subtitle - 05 [1080p].mkv | Show: Subtitle | None | 5
[G] Show Name - 105.mkv | Show Name | None | 105
[G] Show Name OVA - 02 [1080p].mkv | Show Name OVA | None | 2
[G] Show Name (TV) - 05 [1080p].mkv | Show Name | None | 5
[G] Show Name (2019) - 05 [1080p].mkv | Show Name | None | 5
[G] 86 - 05 [1080p].mkv | 86 | None | 5
[G] 91 Days - 05 [1080p].mkv | 91 Days | None | 5
[G].Show.Name.-.05.[1080p].mkv | Show Name | None | 5
[G]Show Name - 05[1080p].mkv | Show Name | None | 5
[G] Show Name - Episode 5 [1080p].mkv | Show Name | None | 5
[G] Show Name ep05 [1080p].mkv | Show Name | None | 5
[G] Show Name 05v2 [1080p].mkv | Show Name | None | 5
[G][Show Name][05v2][1080p].mkv | Show Name | None | 5
[G][Show Name][S01E05][1080p].mkv | Show Name | 1 | 5
[G][Show Name][01-12][1080p] | Show Name | None | 1,2,3,4,5,6,7,8,9,10,11,12
[G][Show Name S2][05][1080p].mkv | Show Name | 2 | 5
Show Name - 05 [1080p][G].mkv | Show Name | None | 5
Show Name - 05 VOSTFR [1080p].mkv | Show Name | None | 5
Show Name 05 VOSTFR 1080p.mkv | Show Name | None | 5
Show Name Episode 05 VOSTFR.mkv | Show Name | None | 5
Show Name S01E05 VOSTFR.mkv | Show Name | 1 | 5
Show Name Saison 1 VOSTFR | Show Name | 1 |
Show Name - Saison 01 Episode 05 - Titre.mkv | Show Name | 1 | 5
Show.Name.S01.E05.FRENCH.720p.mkv | Show Name | 1 | 5
Show Name [Cap.105].avi | Show Name | 1 | 5
Show Name - Temporada 1 [HDTV][Cap.105].avi | Show Name | 1 | 5
Show Name [HDTV][Cap.101_105].avi | Show Name | 1 | 1,2,3,4,5
Show Name - 1x05 [HDTV].avi | Show Name | 1 | 5
Show Name T1 E05.avi | Show Name | 1 | 5
Show Name 1ªTemporada Ep05.avi | Show Name | 1 | 5
Show Name 1º Temporada | Show Name | 1 |
Show Name 3ª Temp Ep 05.avi | Show Name | 3 | 5
Show Name Temporadas 1 a 3 | Show Name | 1 |
Show Name (Stagione 1) Ep. 05.avi | Show Name | 1 | 5
Show Name S01e05-06 ITA.avi | Show Name | 1 | 5,6
Show Name 1x05-06 ITA.avi | Show Name | 1 | 5,6
Show Name - Stagione 1 (2010) [Completa].avi | Show Name | 1 |
Show Name.S01E05.German.DL.720p.mkv | Show Name | 1 | 5
Show Name - Staffel 01 - Folge 05.mkv | Show Name | 1 | 5
Show.Name.E05.Title.German.720p.mkv | Show Name | None | 5
Шоу.s01e05.WEB-DL.mkv | Шоу | 1 | 5
Шоу (2010) S01E05.mkv | Шоу | 1 | 5
Шоу / Show / S1E1-10 of 10 [2020] | Show | 1 | 1,2,3,4,5,6,7,8,9,10
Шоу (1-й сезон: 1-10 серии из 10) | Шоу | 1 | 1,2,3,4,5,6,7,8,9,10
Шоу [S01] (2010) WEB-DL | Шоу | 1 |
Шоу 05 серия.avi | Шоу | None | 5
Шоу. 5 серия.avi | Шоу | None | 5
Шоу серия 5.avi | Шоу | None | 5
Шоу 2. 5 серия.avi | Шоу 2 | None | 5
Show Name Season 1 (2010) 1080p | Show Name | 1 |
Show Name (2010) Season 1 1080p | Show Name | 1 |
Show Name (2010-2015) Season 1-5 S01-S05 1080p | Show Name | 1 |
Show Name (2010) S01-S05 (1080p) | Show Name | 1 |
Show Name S1-S5 Complete | Show Name | 1 |
Show Name S01-05 | Show Name | 1 |
Show Name S01,S02,S03 | Show Name | 1 |
Show Name Seasons 1, 2 & 3 | Show Name | 1 |
Show Name Season 1 + 2 | Show Name | 1 |
Show Name Season 1 and 2 | Show Name | 1 |
Show Name Season 1 S01 1080p | Show Name | 1 |
Show Name Season 01 S01 (1080p HEVC) | Show Name | 1 |
Show Name S01 Season 1 Complete | Show Name | 1 |
Show Name Complete Series 1-5 | Show Name | 1 |
Show Name S01 D01.iso | Show Name | 1 |
Show.Name.S01D01.iso | Show Name | 1 |
Show Name S01 Disc 1 | Show Name | 1 |
Show Name Vol 1 Ep 05.mkv | Show Name Vol 1 | None | 5
Show.Name.2010.01.15.Guest.720p.mkv | Show Name | None |
Show Name 2010-01-15 Guest.mkv | Show Name | None |
Show Name (15.01.2010).mkv | Show Name | None |
Show Name - 15 January 2010.mkv | Show Name | None |
Show.Name.S01E05.2010.01.15.mkv | Show Name | 1 | 5
Show.Name.2010.S01E05.720p.mkv | Show Name | 1 | 5
S01E05 - Title.mkv | - | 1 | 5
1x05 - Title.mkv | - | 1 | 5
E05 - Title.mkv | - | None | 5
Episode 5 - Title.mkv | - | None | 5
Show Name - Episode 5 - Title.mkv | Show Name | None | 5
Show Name Ep.5.mkv | Show Name | None | 5
Show Name ep 5.mkv | Show Name | None | 5
Show_Name_ep_05.mkv | Show Name | None | 5
show-name-s01e05.mkv | show-name | 1 | 5
show-name-1x05.mkv | show-name | 1 | 5
Show Name s1e05.720p.mkv | Show Name | 1 | 5
Show Name.S01E05.1080p.NF.WEB-DL.DDP5.1.x264-GRP[rartv].mkv | Show Name | 1 | 5
Show Name S01E05 (1).mkv | Show Name | 1 | 5
Show Name.S01E05.Part.1.720p.mkv | Show Name | 1 | 5
Show Name - S01E05 Part 2.mkv | Show Name | 1 | 5
Show Name S01E05a.mkv | Show Name | 1 | 5
Show Name S01 Special.mkv | Show Name | 1 |
Show Name Season 0 Episode 5.mkv | Show Name | 0 | 5
Show Name Special 1.mkv | Show Name Special 1 | None |
Show Name 105.mkv | Show Name | 1 | 5
Show.Name.1105.720p.mkv | Show Name | 11 | 5
Show.Name.0105.HDTV.avi | Show Name | 1 | 5
Show_Name.105.HDTV_XViD_Etc-Group | Show Name | 1 | 5
Show Name 1 of 6 Title.avi | Show Name | None | 1
Show.Name.1of6.Title.PDTV.avi | Show Name | None | 1
BBC.Show.Name.1of6.Title.720p.HDTV.mkv | BBC Show Name | None | 1
Show Name (1of6) Title.avi | Show Name | None | 1
Show Name [1 of 6].avi | Show Name | None | 1
Show Name Part 1 of 6.avi | Show Name | None | 1
Show (NHK E 848x480 x264).mkv | Show | None |
[Group] Show (NHK E 1280x720).mkv | Show | None |
Show Season 2 Complete 1280 x 720 x264 | Show | 2 |
Show Season 2 720 HDTV | Show | 2 |
Show S02 Part 2 - 05 [1080p].mkv | Show | 2 |
Show Season 2 Part 2 Episode 5.mkv | Show | 2 | 5
Show S01E05E03.mkv | Show | 1 | 3,5
Show S02E07&08.mkv | Show | 2 | 7,8
Show S02E07,08,09.mkv | Show | 2 | 7,8,9
Show S02E07 and 08.mkv | Show | 2 | 7,8
Show S02E07-E08-E09.mkv | Show | 2 | 7,8,9
Show S02 EP 07-08.mkv | Show | 2 | 7,8
Show.S02E07.08.mkv | Show | 2 | 7,8
Show.S02E07_08.mkv | Show | 2 | 7,8
Show 2x07_08 - Title.mkv | Show | 2 | 7,8
Show 2x07+08.mkv | Show | 2 | 7,8
Show 02x07-02x08.mkv | Show | 2 | 7,8
Show Series 2 Episode 7.mkv | Show | 2 | 7
Show, Series 2, Episode 7.mkv | Show | 2 | 7
Show - Series 2 Ep 7.mkv | Show | 2 | 7
ShowNameS02E07.mkv | Show Name | 2 | 7
showS02E07.mkv | show | 2 | 7
Show Name 12-14 s02e03-05.mkv | Show Name | 2 | 3,4,5
[1080][Anime][TV 12].mkv | Anime | None | 12
進撃の巨人 第四季 - 04.mkv | 進撃の巨人 | 4 | 4
Show 第二季 第05集.mkv | Show | 2 | 5
Show - Book V - Ep 3.avi | Show - Book V | None | 3
Show - Livre III - 05.avi | Show | 3 | 5
Kaamelott Livre 2 Tome 1.avi | Kaamelott | 2 |
【字幕组】[标题_English Title][S02E07][1080p].mp4 | English Title | 2 | 7
【字幕组】[标题][English Title][07][1080p].mp4 | English Title | None | 7
Show - Tem.2 [Cap.207].avi | Show | 2 | 7
Show 3a Temporada | Show | 3 |
Show 3ª Temporada Completa | Show | 3 |
Show - 012 - s02e03 - Title.avi | Show | 2 | 3
Show 012 S02E03.avi | Show 012 | 2 | 3
Area 88 - 07.mkv | Area 88 | None | 7
Gundam 00 - 12.mkv | Gundam 00 | None | 12
Show 2 - 105.mkv | Show 2 | None | 105
Hunter x Hunter - 07.mkv | Hunter x Hunter | None | 7
Hunter x Hunter (2011) - 007.mkv | Hunter x Hunter | None | 7
Re Zero kara - Part - 03.mkv | Re Zero kara - Part | None | 3
Title no A - 03.mkv | Title no A | None | 3
Title 100-man no Inochi 05.mkv | Title 100-man no Inochi | None | 5
S01E02 | - | 1 | 2
Show SO1EO2.mkv | Show SO1EO2 | None |
Show.1x02.1080p.x264.mkv | Show | 1 | 2
Show.S1E2.mkv | Show | 1 | 2
Show - S1 - E2.mkv | Show | 1 | 2
Show [S1.E2].mkv | Show | 1 | 2
Show (S1E2).mkv | Show | 1 | 2
Show.S01.Ep.02.mkv | Show | 1 | 2
Show.S01.Episode.02.mkv | Show | 1 | 2
Шоу / Show / Сезон: 2 / Серии: 3 из 20 [2017] | Show | 2 | 1,2,3
"""

FILMS = """
The%20Martian%20(2015).mkv | The Martian | 2015
Johnny.English.2003.mkv | Johnny English | 2003
Johnny.English.2003.1080p.BluRay.x264-GRP.mkv | Johnny English | 2003
BURN-E.2008.mkv | BURN-E | 2008
BURN-E.2008.720p.BluRay.x264-GRP.mkv | BURN-E | 2008
Evangelion 3.33 You Can (Not) Redo.mkv | Evangelion 3.33 You Can (Not) Redo | None
The.Man.from.U.N.C.L.E.2015.1080p.BluRay.mkv | The Man from U.N.C.L.E. | 2015
kill.bill.vol.1.mkv | kill bill vol 1 | None
BBC.The.Hunt.2015.1080p.mkv | The Hunt | 2015
blow-how.to.be.single.2016.1080p.bluray.x264.mkv | how to be single | 2016
(1)The Girl With The Dragon Tattoo (2009) BRrip.mkv | The Girl With The Dragon Tattoo | 2009
Scarface.The.Uncut.Version.1983.mkv | Scarface | 1983
Casablanca [Ultimate Collector's Edition].1942.mkv | Casablanca | 1942
Run Lola Run AKA Lola Rennt.mkv | Run Lola Run | None
Show (1984-2006) [tmdbid-123] | Show | None
Movie.2012.720p.BluRay.x264-GRP.mkv | Movie | 2012
Movie (2012) 720p.mkv | Movie | 2012
Movie [2012] 720p.mkv | Movie | 2012
Movie {2012}.mkv | Movie | 2012
Movie, 2012.mkv | Movie | 2012
Movie - 2012 - 720p.mkv | Movie | 2012
2012 - Movie.mkv | Movie | 2012
(2012) Movie.mkv | Movie | 2012
2012.mkv | 2012 | None
2012.2009.mkv | 2012 | 2009
2001.A.Space.Odyssey.1968.mkv | 2001 A Space Odyssey | 1968
2001 A Space Odyssey (1968).mkv | 2001 A Space Odyssey | 1968
Death.Race.2000.1975.mkv | Death Race 2000 | 1975
Movie.German.2012.DVDRip.XviD-GRP.mkv | Movie | 2012
Movie.2012.German.DL.1080p.mkv | Movie | 2012
Movie.FRENCH.DVDRip.XviD-GRP.avi | Movie | None
Movie.TRUEFRENCH.1080p.avi | Movie | None
Movie.2012.MULTi.VFF.1080p.mkv | Movie | 2012
Movie.2012.iTA.ENG.1080p.mkv | Movie | 2012
Movie.2012.Directors.Cut.1080p.mkv | Movie | 2012
Movie.Directors.Cut.2012.1080p.mkv | Movie | 2012
Movie (2012) Director's Cut.mkv | Movie | 2012
Movie (2012) {edition-Director's Cut}.mkv | Movie | 2012
Movie (2012) - Extended.mkv | Movie | 2012
Movie (2012) - CD1.avi | Movie | 2012
Movie.2012.CD1.DVDRip.avi | Movie | 2012
Movie (2012) [imdbid-tt1234567].mkv | Movie | 2012
Movie (2012) {tmdb-1234}.mkv | Movie | 2012
Movie.2012.3D.HSBS.1080p.mkv | Movie | 2012
Movie 3D 2012 1080p HSBS.mkv | Movie | 2012
Movie 2 (2012).mkv | Movie 2 | 2012
Movie Part 2 (2012).mkv | Movie Part 2 | 2012
Movie - Subtitle (2012).mkv | Movie - Subtitle | 2012
Movie: Subtitle (2012).mkv | Movie: Subtitle | 2012
Movie, The (2012).mkv | The Movie | 2012
The.Movie.2012.REMASTERED.1080p.mkv | The Movie | 2012
Movie.2012.PROPER.REPACK.1080p.mkv | Movie | 2012
Movie.2012.WEB.H264-GRP.mkv | Movie | 2012
Movie.2012.WEBRip.mkv | Movie | 2012
Movie.WEB-DL.1080p.mkv | Movie | None
Movie.2012.UHD.BluRay.2160p.HDR.DV.TrueHD.7.1.Atmos.x265-GRP.mkv | Movie | 2012
Movie.2012.COMPLETE.BLURAY-GRP | Movie | 2012
Movie.2012.PAL.DVDR-GRP | Movie | 2012
Movie.2012.NTSC.DVD9-GRP | Movie | 2012
Movie.2012.R5.DVDRip.avi | Movie | 2012
Movie.2012.TS.XviD.avi | Movie | 2012
Movie.2012.CAM.XviD.avi | Movie | 2012
Movie.2012.HDCAM.avi | Movie | 2012
Movie.DVDScr.avi | Movie | None
Movie_2012_1080p.mkv | Movie | 2012
Movie-2012-1080p.mkv | Movie | 2012
Movie+Title+2012+1080p.mkv | Movie Title | 2012
[site.com] Movie (2012).mkv | Movie | 2012
www.site.com - Movie (2012).mkv | Movie | 2012
[ www.Site.com ] - Movie.2012.mkv | Movie | 2012
site.com_Movie.2012.mkv | Movie | 2012
Movie (2012) [1080p] [YTS.MX].mp4 | Movie | 2012
Movie (2012) [BluRay] [1080p] [YTS.AM] | Movie | 2012
Movie (2012) (1080p BluRay x265 HEVC 10bit AAC 5.1 Tigole).mkv | Movie | 2012
Movie.2012.1080p.BluRay.DD5.1.x264-GRP[rarbg].mkv | Movie | 2012
Кино (2012) BDRip.avi | Кино | 2012
Кино / Movie (2012) BDRip 1080p | Movie | 2012
电影.Movie.2012.1080p.mkv | Movie | 2012
12.Angry.Men.1957.mkv | 12 Angry Men | 1957
12 Angry Men (1957).mkv | 12 Angry Men | 1957
8.Mile.2002.mkv | 8 Mile | 2002
Se7en.1995.mkv | Se7en | 1995
S1m0ne.2002.mkv | S1m0ne | 2002
WALL-E.2008.mkv | WALL-E | 2008
X-Men.2000.mkv | X-Men | 2000
Ocean's Eleven (2001).mkv | Ocean's Eleven | 2001
300 (2006).mkv | 300 | 2006
1917 (2019).mkv | 1917 | 2019
Apollo 13 (1995).mkv | Apollo 13 | 1995
Apollo.13.1995.mkv | Apollo 13 | 1995
District 9.mkv | District 9 | None
District.9.1080p.BluRay.mkv | District 9 | None
Fahrenheit 451 (1966).mkv | Fahrenheit 451 | 1966
Movie 43 (2013).mkv | Movie 43 | 2013
THX 1138 (1971).mkv | THX 1138 | 1971
21 & Over (2013).mkv | 21 & Over | 2013
E.T. the Extra-Terrestrial (1982).mkv | E.T. the Extra-Terrestrial | 1982
E.T.the.Extra-Terrestrial.1982.1080p.mkv | E T the Extra-Terrestrial | 1982
Mr. Nobody (2009).mkv | Mr. Nobody | 2009
Dr.Strangelove.1964.mkv | Dr Strangelove | 1964
Fast & Furious 6 (2013).mkv | Fast & Furious 6 | 2013
Star Wars Episode IV A New Hope (1977).mkv | Star Wars Episode IV A New Hope | 1977
Star.Wars.Episode.4.A.New.Hope.1977.1080p.BluRay.mkv | Star Wars Episode 4 A New Hope | 1977
The.Good.the.Bad.and.the.Ugly.1966.mkv | The Good the Bad and the Ugly | 1966
English.Vinglish.2012.1080p.mkv | English Vinglish | 2012
The English Patient (1996).mkv | The English Patient | 1996
The.Italian.Job.2003.mkv | The Italian Job | 2003
The French Connection (1971).mkv | The French Connection | 1971
Date Movie (2006).mkv | Date Movie | 2006
Season of the Witch (2011).mkv | Season of the Witch | 2011
Four Seasons (1981).mkv | Four Seasons | 1981
The Part 2 (1999).mkv | The Part 2 | 1999
Internal Affairs (1990).mkv | Internal Affairs | 1990
The Final Cut (2004).mkv | The Final Cut | 2004
Final.Cut.2004.mkv | Final Cut | 2004
Uncut Gems (2019).mkv | Uncut Gems | 2019
Uncut.Gems.2019.1080p.mkv | Uncut Gems | 2019
Unrated (2009).mkv | Unrated | 2009
The Collection (2012).mkv | The Collection | 2012
The Cam (2012).mkv | The Cam | 2012
Limited.Partnership.2014.mkv | Limited Partnership | 2014
Special 26 (2013).mkv | Special 26 | 2013
A.Complete.Unknown.2024.2160p.mkv | A Complete Unknown | 2024
Extended.Stay.2014.1080p.mkv | Extended Stay | 2014
The Real Thing (1996).mkv | The Real Thing | 1996
HD (2012).mkv | HD | 2012
Web of Lies (2009).mkv | Web of Lies | 2009
A.Web.of.Lies.2009.1080p.mkv | A Web of Lies | 2009
The.Dub.2009.1080p.mkv | The Dub | 2009
Proper.Manners.2009.DVDRip.mkv | Proper Manners | 2009
Movie Title [2012, BDRip 1080p].mkv | Movie Title | 2012
Название фильма / Movie Title (Director Name) [2012, BDRip] | Movie Title | 2012
Название фильма (2012) BDRip-AVC от Group.mkv | Название фильма | 2012
Movie.Title.2012.BDRip.1080p.Rus.Eng.mkv | Movie Title | 2012
Movie Title (2012) BDRip 1080p [Rus+Eng].mkv | Movie Title | 2012
Movie Title 2012 1080p BluRay Hindi English Dual Audio x264.mkv | Movie Title | 2012
Movie Title (2012) Dual Audio [Hindi-English] 720p.mkv | Movie Title | 2012
Movie Title (2012) Tamil TRUE WEB-DL - 1080p - AVC.mkv | Movie Title | 2012
www.TamilMV.cz - Movie Title (2012) Tamil HDRip - 700MB.mkv | Movie Title | 2012
www.1TamilMV.world - Movie Title (2012) HQ HDRip.mkv | Movie Title | 2012
Movie Title - 2012 [1080p].mkv | Movie Title | 2012
Movie Title_2012_BDRip.avi | Movie Title | 2012
Movie_Title_(2012)_BDRip.avi | Movie Title | 2012
Movie.Title.[2012].BDRip.avi | Movie Title | 2012
movie.title.2012.dvdrip.xvid-grp.avi | movie title | 2012
MOVIE.TITLE.2012.DVDRIP.XVID-GRP.AVI | MOVIE TITLE | 2012
Movie Title 2012.avi | Movie Title | 2012
Movie Title.avi | Movie Title | None
Movie.Title.DVDRip.XviD-GRP.avi | Movie Title | None
Movie Title DVDRip.avi | Movie Title | None
Movie Title [DVDRip].avi | Movie Title | None
Movie Title (DVDRip).avi | Movie Title | None
Movie Title 1080p.mkv | Movie Title | None
Movie Title HD.mkv | Movie Title HD | None
Movie Title BRRip.mkv | Movie Title | None
Movie Title - BluRay.mkv | Movie Title | None
Movie.Title.2012.2160p.WEB-DL.mkv | Movie Title | 2012
Movie Title 2 2012.mkv | Movie Title 2 | 2012
Movie.Title.II.2012.mkv | Movie Title II | 2012
Movie Title 3D (2012).mkv | Movie Title 3D | 2012
Movie Title (2012) 3D.mkv | Movie Title | 2012
Movie Title (1 of 2) (2012).avi | Movie Title | 2012
Movie Title (2012) cd2.avi | Movie Title | 2012
Movie Title (2012)-cd2.avi | Movie Title | 2012
Movie Title (2012) Part 2.avi | Movie Title | 2012
Movie Title (2012) part2.avi | Movie Title | 2012
Movie Title (2012) - Part 1.mkv | Movie Title | 2012
Movie Title (2012) - [1080p].mkv | Movie Title | 2012
Movie Title (2012) - 1080p.mkv | Movie Title | 2012
Movie Title (2012) - Directors Cut.mkv | Movie Title | 2012
Movie Title (Extended Edition) (2012).mkv | Movie Title | 2012
Movie Title Extended Edition (2012).mkv | Movie Title | 2012
Movie Title [Extended] 2012.mkv | Movie Title | 2012
Movie Title (Unrated) [2012].mkv | Movie Title | 2012
Movie Title Unrated 2012 1080p.mkv | Movie Title | 2012
Movie.Title.25th.Anniversary.Edition.2012.1080p.mkv | Movie Title | 2012
Movie.Title.Theatrical.Cut.2012.1080p.mkv | Movie Title | 2012
Movie.Title.The.Directors.Cut.2012.1080p.mkv | Movie Title | 2012
Movie.Title.Criterion.1080p.mkv | Movie Title Criterion | None
Movie.Title.Remastered.1080p.mkv | Movie Title | None
Movie.Title.iNTERNAL.2012.1080p.mkv | Movie Title | 2012
Movie.Title.2012.iNTERNAL.1080p.mkv | Movie Title | 2012
Movie.Title.SUBBED.2012.1080p.mkv | Movie Title | 2012
Movie.Title.1080p.BluRay.2012.mkv | Movie Title | 2012
Movie Title 1080p (2012).mkv | Movie Title | 2012
[2012] Movie Title.mkv | Movie Title | 2012
2012-Movie.Title.mkv | Movie Title | 2012
2012. Movie Title.mkv | Movie Title | 2012
01. Movie Title (2012).mkv | 01. Movie Title | 2012
Movie Title (2012)/Movie Title.mkv | Movie Title | 2012
Movie Title (2012)/movie.mkv | Movie Title | 2012
Movie Title (2012)/mt-grp.mkv | Movie Title | 2012
Movie Title (2012) [1080p]/Movie.Title.2012.1080p.mkv | Movie Title | 2012
Films/Movie Title (2012)/VIDEO_TS/VTS_01_1.VOB | Movie Title | 2012
Movies/2012/Movie Title.mkv | Movie Title | None
Movies/M/Movie Title (2012).mkv | Movie Title | 2012
Movie Title (2012) (2160p UHD BluRay x265 10bit HDR Tigole).mkv | Movie Title | 2012
Movie Title (2012) [tt1234567].mkv | Movie Title | 2012
Movie Title tt1234567.mkv | Movie Title | None
Movie Title (2012) {imdb-tt1234567} [Bluray-1080p][DTS 5.1][x264]-GRP.mkv | Movie Title | 2012
Movie Title (2012).1080p.BluRay.mkv | Movie Title | 2012
Movie Title.2012.mkv | Movie Title | 2012
Movie's Title 2012.mkv | Movie's Title | 2012
Movie Title! (2012).mkv | Movie Title! | 2012
Movie & Title (2012).mkv | Movie & Title | 2012
Movie Title: The Sequel (2012).mkv | Movie Title: The Sequel | 2012
Movie.Title.-.The.Sequel.2012.mkv | Movie Title - The Sequel | 2012
Le.Film.2012.FRENCH.BRRip.XviD.avi | Le Film | 2012
Le Film FRENCH DVDRIP 2012.avi | Le Film | 2012
El Pelicula [DVDRip][Spanish][2012].avi | El Pelicula | 2012
El Pelicula [BluRay 1080p][DTS 5.1 Castellano][2012].mkv | El Pelicula | 2012
Il Film (2012) ITA.avi | Il Film | 2012
Il.Film.2012.iTALiAN.BDRip.XviD.avi | Il Film | 2012
Der.Film.2012.German.AC3.BDRip.XviD.avi | Der Film | 2012
Der Film (2012) German.avi | Der Film | 2012
Film.2012.PL.BRRip.avi | Film | 2012
Film.2012.Lektor.PL.BRRip.avi | Film | 2012
Film 2012 DUBLADO 1080p.mkv | Film | 2012
Filme.2012.1080p.Dual.Áudio.mkv | Filme | 2012
The%20Wolf%20of%20Wall%20Street%20(2013).mkv | The Wolf of Wall Street | 2013
WALL-E.2008.1080p.mkv | WALL-E | 2008
Wall-E 2008.mkv | Wall-E | 2008
K-19.The.Widowmaker.2002.mkv | K-19 The Widowmaker | 2002
Code.8.2019.1080p.mkv | Code 8 | 2019
Evangelion 1.11 You Are (Not) Alone (2007).mkv | Evangelion 1.11 You Are (Not) Alone | 2007
Evangelion.2.22.2009.1080p.mkv | Evangelion 2.22 | 2009
The.A.B.C.Murders.1965.mkv | The A.B.C. Murders | 1965
S.O.B.1981.DVDRip.mkv | S.O.B. | 1981
G.I.Joe.2009.mkv | G I Joe | 2009
R.I.P.D.2013.1080p.mkv | R.I.P.D. | 2013
nymphomaniac.vol.2.2013.mkv | nymphomaniac vol 2 | 2013
Kill Bill Vol. 2 (2004).mkv | Kill Bill Vol. 2 | 2004
Guardians.of.the.Galaxy.Vol.3.mkv | Guardians of the Galaxy Vol 3 | None
BBC.Earth.2015.1080p.mkv | BBC Earth | 2015
PBS.The.Vote.2020.mkv | The Vote | 2020
amiable-the.matrix.1999.1080p.bluray.x264.mkv | the matrix | 1999
sparks-inception.2010.1080p.bluray.x264.mkv | inception | 2010
(2)Movie Title (2009).mkv | Movie Title | 2009
(12)Movie Title (2009).mkv | Movie Title | 2009
Alien.The.Directors.Cut.1979.mkv | Alien | 1979
Alien - The Director's Cut (1979).mkv | Alien | 1979
Alien (Director's Cut) 1979.mkv | Alien | 1979
Blade Runner [The Final Cut].1982.mkv | Blade Runner | 1982
Brazil.The.Criterion.Collection.1985.mkv | Brazil | 1985
Apocalypse.Now.Redux.1979.mkv | Apocalypse Now Redux | 1979
MissingFile with the Wind [70th Anniversary Edition] (1939).mkv | MissingFile with the Wind | 1939
Das Leben der Anderen AKA The Lives of Others.mkv | Das Leben der Anderen | None
Das Leben der Anderen aka Lives of Others (2006).mkv | Das Leben der Anderen aka Lives of Others | 2006
The.French.Dispatch.2021.1080p.mkv | The French Dispatch | 2021
The.Danish.Girl.2015.1080p.mkv | The Danish Girl | 2015
An.American.in.Paris.1951.mkv | An American in Paris | 1951
My.Big.Fat.Greek.Wedding.2002.mkv | My Big Fat Greek Wedding | 2002
Russian.Ark.2002.mkv | Russian Ark | 2002
The.Spanish.Prisoner.1997.1080p.mkv | The Spanish Prisoner | 1997
The.Good.German.2006.mkv | The Good German | 2006
"""


def rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


@pytest.mark.parametrize(("name", "title", "season", "episodes"), rows(EPISODES))
def test_an_episodes_name(name: str, title: str, season: str, episodes: str) -> None:
    parsed = read(name)
    numbers = ",".join(map(str, sorted(parsed.episodes)))
    assert (parsed.title or "-", str(parsed.season), numbers) == (title, season, episodes)


@pytest.mark.parametrize(("name", "title", "year"), rows(FILMS))
def test_a_films_name(name: str, title: str, year: str) -> None:
    parsed = read(name)
    assert (parsed.kind, parsed.title, str(parsed.year)) == ("movie", title, year)


def test_what_stands_in_a_seasons_folder() -> None:
    parsed = read("102 - Title.mkv", "Show/Season 1")
    assert (parsed.title, parsed.season, parsed.episodes) == ("Show", 1, (2,))
    parsed = read("07 - Iets.mkv", "Flikken/Seizoen 2")
    assert (parsed.title, parsed.season, parsed.episodes) == ("Flikken", 2, (7,))


def test_a_part_of_a_season_is_no_episode_of_the_season() -> None:
    parsed = read("Show S3 Part 2 - 01.mkv")
    assert (parsed.season, parsed.part, parsed.episodes) == (3, 2, ())


def test_the_halves_of_an_aka_are_two_titles() -> None:
    parsed = read("Run Lola Run AKA Lola Rennt.mkv")
    assert parsed.title == "Run Lola Run"
    assert "Lola Rennt" in parsed.other_titles


def test_a_day_behind_another_number_is_not_clear() -> None:
    assert read("Show.Name.2010.01.15.Guest.720p.mkv").clear
    assert not read("Duckman - 101 - 20021107 - I, Duckman.avi").clear


def test_when_a_series_ran_is_no_year_and_no_title() -> None:
    parsed = read("Mystery! (1984-2006) [tmdbid-123]")
    assert (parsed.title, parsed.year, parsed.other_titles, parsed.ids) == (
        "Mystery!",
        None,
        (),
        {"tmdb": "123"},
    )


@pytest.mark.parametrize("folder", ["My Movies", "Mes films", "Meine Filme", "my videos", "disk1", "D:"])
def test_the_name_of_a_library_is_no_title(folder: str) -> None:
    assert is_library(folder)


@pytest.mark.parametrize("folder", ["My Girl", "Home Movies", "My Left Foot", "Video Killed the Radio Star"])
def test_a_title_with_a_librarys_word_is_no_library(folder: str) -> None:
    assert not is_library(folder)


def test_an_edition_in_the_name_is_kept() -> None:
    assert read("Scarface.The.Uncut.Version.1983.mkv").edition == "The Uncut Version"


def test_a_group_before_the_title_may_be_a_part_of_it() -> None:
    first, second = read_cheaply("spider-man.2002.1080p.bluray.x264.mkv")[:2]
    assert (first.parsed.title, first.whole) == ("man", False)
    assert (second.parsed.title, second.whole) == ("spider-man", True)


def test_a_folders_title_before_a_number_makes_it_an_episode() -> None:
    parsed = read("Neverwhere.05.Down.Street.avi", "Neverwhere")
    assert (parsed.kind, parsed.title, parsed.episodes) == ("series", "Neverwhere", (5,))
    assert read("Rocky 2.avi", "Rocky").kind == "movie"


SEASONS = {
    "Season 2": 2, "Seizoen 2": 2, "2a Temporada": 2, "Temporada 2": 2, "Saison 2": 2, "Staffel 2": 2,
    "2. Staffel": 2, "3.Staffel": 3, "Stagione 2": 2, "Сезон 2": 2, "2 сезон": 2, "第四季": 4, "第2季": 2,
    "Livre 5": 5, "Livre V": 5, "Säsong 2": 2, "Sæson 2": 2, "Sesong 2": 2, "Kausi 2": 2, "Sezon 2": 2,
    "シーズン2": 2, "시즌 2": 2, "S02": 2, "Series 2": 2, "Season 2 (2011)": 2, "season_2": 2,
    "Second Season": 2, "Season Two": 2, "Specials": 0, "Season 1-5": None, "The Four Seasons": None,
    "Season of the Witch": None, "Series 7 The Contenders": None, "S.W.A.T.": None, "Se7en": None,
    "2012": None, "S01E02 Title": None, "Staffellauf": None, "Show Season 2": None,
}  # fmt: skip


@pytest.mark.parametrize(("folder", "season"), SEASONS.items())
def test_a_folder_is_a_seasons_or_not(folder: str, season: int | None) -> None:
    assert season_of(folder) == season


PIECES = [
    *(
        "S01E01",
        "-E9999",
        "1x02",
        "Season ",
        "Сезон",
        "第四季",
        "Ep",
        "(",
        ")",
        "[",
        "]",
        "{",
        "【",
        " - ",
        ".",
        "_",
    ),
    *(
        "1080p",
        "x264",
        "The",
        "2012",
        "(1984-2006)",
        "AKA",
        "05",
        "105",
        "v2",
        "of",
        "из",
        "%20",
        "+",
        "/",
        "&",
    ),
]


@settings(max_examples=300, deadline=500)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join), st.none() | st.sampled_from(PIECES))
def test_any_pieces_are_read_quickly_and_alike(name: str, folder: str | None) -> None:
    first = read_cheaply(name, folder)
    assert first == read_cheaply(name, folder)
    assert all(len(reading.parsed.episodes) <= 2001 for reading in first)


@settings(max_examples=200)
@given(st.text(max_size=80))
def test_a_title_that_was_read_is_read_again_as_itself(name: str) -> None:
    title = read(name).title
    if title and read(title).kind == "movie" and read(title).year is None:
        again = read(title).title
        assert again is not None
        assert read(again).title == again
